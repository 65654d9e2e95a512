import { useEffect, useState } from "preact/hooks";

/** `auto` follows the system. */
const themes = ["auto", "light", "dark"];

/** The visitor's language (`en` or `zh`) and theme, kept in this browser. */
export function usePreferences() {
  const [language, setLanguage] = useState(document.documentElement.lang.startsWith("zh") ? "zh" : "en");
  const [theme, setTheme] = useState(document.documentElement.dataset.theme);
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  }, [language]);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return {
    language,
    setLanguage: (next) => {
      localStorage.setItem("deskhand.language", next);
      setLanguage(next);
    },
    theme,
    nextTheme: () => {
      const next = themes[(themes.indexOf(theme) + 1) % themes.length];
      localStorage.setItem("deskhand.theme", next);
      setTheme(next);
    },
  };
}
