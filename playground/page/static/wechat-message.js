import { html } from "htm/preact";
import { icons } from "./icons.js";
import { Time } from "./message.js";

/** One message as WeChat shows it to the customer. */
export function WechatMessage({ words, desk, language, message, press, recall }) {
  const isOwn = message.from === "customer";
  const who = isOwn ? words.you : desk.organisation;
  if (message.deleted) return html`<li class="service-line">${isOwn ? words.recalledByYou : words.recalled}</li>`;
  return html`
    <li class=${isOwn ? "bubble-line own" : "bubble-line"}>
      <article class="bubble">
        <span class="hidden">${who}:</span>
        ${message.files.map((name) => html`<span class="file">${icons.file}<span>${name}</span></span>`)}
        ${message.text && html`<p class="said">${linked(message.text)}</p>`}
        <footer><${Time} at=${new Date(message.at)} language=${language} /></footer>
      </article>
      ${isOwn && html`<button type="button" class="edit-button" onClick=${recall} aria-label=${words.recall} title=${words.recall}>${icons.recall}</button>`}
      ${message.buttons.length > 0 && html`<div class="keyboard wechat-menu">${message.buttons.map((button) => html`<div><${MenuItem} button=${button} press=${() => press(message.id, button.id)} /></div>`)}</div>`}
    </li>
  `;
}

function MenuItem({ button, press }) {
  if (button.url) return html`<a href=${button.url} target="_blank" rel="noopener noreferrer">${button.label}</a>`;
  return html`<button type="button" onClick=${press}>${button.label}</button>`;
}

/** Web addresses are links, as WeChat makes them. */
function linked(text) {
  return text.split(/(https?:\/\/[^\s，。；）)]+)/).map((part, index) => {
    if (index % 2 === 0) return part;
    return html`<a href=${part} target="_blank" rel="noopener noreferrer">${part}</a>`;
  });
}
