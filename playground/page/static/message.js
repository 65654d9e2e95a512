import { html } from "htm/preact";
import { fileUrl } from "./api.js";
import { FormattedText } from "./formatted-text.js";
import { icons, ticks } from "./icons.js";

/** One message as Telegram has it. `press` gets the message's id and the button's data. */
export function TelegramMessage({ words, desk, language, message, isOwn, isStored, edit, press }) {
  const text = message.text ?? message.caption;
  const state = isOwn && (isStored ? words.stored : words.sent);
  return html`
    <li class=${isOwn ? "bubble-line own" : "bubble-line"}>
      <article class="bubble">
        <span class="hidden">${isOwn ? words.you : desk.organisation}:</span>
        <${Attached} words=${words} message=${message} />
        ${text && html`<${FormattedText} text=${text} entities=${message.entities ?? message.caption_entities ?? []} />`}
        <footer>
          ${message.edit_date && html`<span>${words.edited}</span>`}
          <${Time} at=${new Date(message.date * 1000)} language=${language} />
          ${state && html`<span title=${state}><span class="hidden">${state}</span>${ticks(isStored)}</span>`}
        </footer>
      </article>
      ${isOwn && text && html`<button type="button" class="edit-button" onClick=${edit} aria-label=${words.edit} title=${words.edit}>${icons.edit}</button>`}
      <${Keyboard} rows=${message.reply_markup?.inline_keyboard ?? []} press=${(data) => press(message.message_id, data)} />
    </li>
  `;
}

/** One message that only the product remembers. */
export function EarlierMessage({ words, desk, language, message }) {
  const isOwn = message.from === "customer";
  return html`
    <li class=${isOwn ? "bubble-line own" : "bubble-line"}>
      <article class="bubble earlier">
        <span class="hidden">${isOwn ? words.you : desk.organisation}:</span>
        <${FormattedText} text=${message.text} entities=${[]} />
        <footer><${Time} at=${new Date(message.sentAt)} language=${language} /></footer>
      </article>
    </li>
  `;
}

function Attached({ words, message }) {
  const { photo, document: file } = message;
  if (photo) return html`<img class="picture" src=${fileUrl(photo.at(-1).file_id)} alt=${words.picture} />`;
  if (file) {
    return html`
      <a class="file" href=${fileUrl(file.file_id)} download=${file.file_name}>
        ${icons.file}<span>${file.file_name ?? words.file}<small>${sizeOf(file.file_size)}</small></span>
      </a>
    `;
  }
  return message.text === undefined ? html`<em>${words.unshown}</em>` : null;
}

function Keyboard({ rows, press }) {
  if (rows.length === 0) return null;
  return html`
    <div class="keyboard">
      ${rows.map(
        (row) => html`
          <div>
            ${row.map((button) =>
              button.url
                ? html`<a href=${button.url} target="_blank" rel="noopener noreferrer">${button.text}</a>`
                : html`<button type="button" onClick=${() => press(button.callback_data)}>${button.text}</button>`,
            )}
          </div>
        `,
      )}
    </div>
  `;
}

export function Time({ at, language }) {
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  return html`<time datetime=${at.toISOString()}>${at.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" })}</time>`;
}

function sizeOf(bytes = 0) {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
