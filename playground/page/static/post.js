import { html } from "htm/preact";
import { deskFileUrl } from "./api.js";
import { icons } from "./icons.js";
import { buttonsOf, SlackBlocks } from "./slack-blocks.js";

/** One message of the workspace. `press` gets the message and a button's id. */
export function Post({ words, desk, language, message, press, isRoot = false }) {
  const buttons = buttonsOf(message);
  const { from } = message;
  const kind = ["post", from.isBot && "of-bot", isRoot && "card", message.isOnlyForYou && "only-you"];
  return html`
    <li class=${kind.filter(Boolean).join(" ")}>
      <span class="post-avatar" aria-hidden="true">${from.isBot ? icons.hand : initials(from.name)}</span>
      <div class="post-content">
        <header>
          <strong>${from.isBot ? words.botName : from.name}</strong>
          ${from.isBot && html`<span class="tag">${words.app}</span>`}
          <${At} ts=${message.ts} language=${language} />
          ${message.isEdited && !from.isBot && html`<span class="small">${words.edited}</span>`}
        </header>
        ${message.isOnlyForYou && html`<p class="only-you-note">${icons.eye}${words.onlyYou}</p>`}
        ${message.isDeleted ? html`<p class="said small">${words.deleted}</p>` : html`<${SlackBlocks} message=${message} people=${desk.people} />`}
        ${message.shared && html`<blockquote class="said">${message.shared}</blockquote>`}
        ${message.files.map(({ id, name }) => html`<a class="desk-file" href=${deskFileUrl(id)} download=${name}>${icons.file}${name}</a>`)}
        ${buttons.length > 0 && html`<div class="post-buttons">${buttons.map((button) => html`<${PostButton} button=${button} press=${() => press(message, button.id)} />`)}</div>`}
      </div>
    </li>
  `;
}

function PostButton({ button, press }) {
  if (button.url) return html`<a href=${button.url} target="_blank" rel="noopener noreferrer">${button.label}</a>`;
  return html`<button type="button" class=${button.style ?? ""} onClick=${press}>${button.label}</button>`;
}

function At({ ts, language }) {
  const at = new Date(Number(ts) * 1000);
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  return html`<time datetime=${at.toISOString()}>${at.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" })}</time>`;
}

/** `Chen Yu 陈雨` → `CY`; a name without Latin letters gives its first character. */
export function initials(name) {
  const latin = name.match(/\b[A-Z]/g);
  return latin ? latin.slice(0, 2).join("") : [...name][0];
}
