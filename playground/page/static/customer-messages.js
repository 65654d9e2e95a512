import { html } from "htm/preact";
import { EarlierMessage, TelegramMessage } from "./message.js";
import { useEndOfLog } from "./use-end-of-log.js";
import { WechatMessage } from "./wechat-message.js";

/** All that was said in a customer's chat, and what went wrong with the newest turn. */
export function CustomerMessages({
  words,
  desk,
  language,
  platform,
  persona,
  customer,
  isEmpty,
  setEdited,
  recall,
  press,
  children,
}) {
  const { box, toEnd } = useEndOfLog([customer.messages.length, customer.earlier.length, customer.isBusy]);
  const shared = { words, desk, language, press };
  const shown = (message) =>
    platform === "telegram"
      ? html`<${TelegramMessage} key=${message.message_id} ...${shared} message=${message} isOwn=${String(message.from?.id) === customer.chat?.id}
          isStored=${message.message_id <= customer.storedUpTo} edit=${() => setEdited(message)} />`
      : html`<${WechatMessage} key=${message.id} ...${shared} message=${message} recall=${() => recall(message.id)} />`;
  return html`
    <div class="messages" ref=${box} onLoadCapture=${toEnd} role="log" aria-label=${words.messages} aria-busy=${customer.isBusy}
      lang=${persona.language === "zh" ? "zh-Hans" : "en"} tabindex="0">
      ${children}
      ${
        !isEmpty &&
        html`
          <ol>
            ${customer.earlier.map((message) => html`<${EarlierMessage} ...${shared} message=${message} />`)}
            ${customer.earlier.length > 0 && html`<li class="service-line">${words.earlier}</li>`}
            ${customer.messages.map(shown)}
            ${customer.isBusy && html`<li class="bubble-line"><div class="bubble typing" aria-hidden="true"><i /><i /><i /></div></li>`}
            ${troubleOf(words, customer.turn).map((line) => html`<li class="service-line trouble">${line}</li>`)}
          </ol>
        `
      }
    </div>
  `;
}

/** What went wrong with the newest turn, as a customer's friend at the desk would say it. */
function troubleOf(words, turn) {
  if (!turn) return [];
  const forCustomer = turn.rows.deliveries.filter(({ audience }) => audience === "customer");
  const lines = forCustomer.flatMap(({ status, attempts, error_code: code, error_message: reason }) => {
    if (status === "failed" || status === "uncertain") return [`${words[status]} ${reason ?? ""}`.trim()];
    if (status === "held") return [words.held];
    return status === "queued" && attempts > 0 && code ? [words.retrying] : [];
  });
  return turn.state === "parked" ? [...lines, words.parked] : lines;
}
