import { html } from "htm/preact";
import { icons } from "./icons.js";

/** The product's name, and the visitor's language and theme. */
export function TopBar({ words, language, setLanguage, theme, nextTheme }) {
  return html`
    <header class="top-bar">
      <div class="brand">
        <img src="/playground/static/icon.svg" alt="" width="28" height="28" />
        <h1>Deskhand</h1>
        <span class="tagline">${words.tagline}</span>
      </div>
      <p class="promise">${words.promise}</p>
      <div class="preferences">
        <div class="segments" role="group" aria-label=${words.language}>
          <button type="button" lang="zh-Hans" aria-pressed=${language === "zh"} onClick=${() => setLanguage("zh")}>中文</button>
          <button type="button" lang="en" aria-pressed=${language === "en"} onClick=${() => setLanguage("en")}>English</button>
        </div>
        <button type="button" class="icon-button" onClick=${nextTheme} aria-label=${words.theme[theme]} title=${words.theme[theme]}>
          ${icons[theme]}
        </button>
      </div>
    </header>
  `;
}
