import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { loadDesk } from "./api.js";
import { ChatPane } from "./chat-pane.js";
import { icons } from "./icons.js";
import { usePreferences } from "./preferences.js";
import { wordsIn } from "./text.js";
import { TurnPane } from "./turn-pane.js";
import { useChat } from "./use-chat.js";

export function App() {
  const preferences = usePreferences();
  const words = wordsIn(preferences.language);
  const [desk, setDesk] = useState(null);
  const [problem, setProblem] = useState(null);
  const [chosenPersona, choosePersona] = useState(null);
  const [pane, setPane] = useState("chat");
  const personaId = chosenPersona ?? preferences.language;
  const chat = useChat(personaId);

  useEffect(() => {
    loadDesk().then(setDesk, (error) => setProblem(error.message));
  }, []);
  useEffect(() => {
    document.title = `Deskhand · ${words.tagline}`;
  }, [words]);

  return html`
    <a class="skip" href="#message-box">${words.skip}</a>
    <${TopBar} words=${words} ...${preferences} />
    ${problem && html`<p class="banner" role="alert">${problem}</p>`}
    ${
      desk &&
      html`
        <${PaneTabs} words=${words} pane=${pane} setPane=${setPane} isBusy=${chat.isBusy} />
        <main class="panes" data-pane=${pane}>
          <${ChatPane} key=${personaId} words=${words} desk=${desk} language=${preferences.language} personaId=${personaId}
            choosePersona=${choosePersona} chat=${chat} />
          <${TurnPane} words=${words} turn=${chat.turn} isBusy=${chat.isBusy} />
        </main>
      `
    }
  `;
}

function TopBar({ words, language, setLanguage, theme, nextTheme }) {
  return html`
    <header class="top-bar">
      <div class="brand">
        <img src="/playground/static/icon.svg" alt="" width="28" height="28" />
        <h1>Deskhand</h1>
        <span class="tagline">${words.tagline}</span>
      </div>
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

/** On narrow screens one pane is shown at a time; on wide ones this is hidden. */
function PaneTabs({ words, pane, setPane, isBusy }) {
  const tab = (name, label, icon) => html`
    <button type="button" aria-pressed=${pane === name} onClick=${() => setPane(name)}>
      ${icon}<span>${label}</span>${name === "turn" && isBusy && html`<i class="dot" />`}
    </button>
  `;
  return html`
    <nav class="pane-tabs" aria-label=${words.panes}>
      ${tab("chat", words.chatPane, icons.chat)} ${tab("turn", words.turnPane, icons.turn)}
    </nav>
  `;
}
