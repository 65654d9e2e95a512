import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { Composer } from "./composer.js";
import { CustomerMessages } from "./customer-messages.js";
import { icons } from "./icons.js";

/** A customer's private chat with the desk, on Telegram or with the WeChat customer service account. */
export function CustomerPane({
  words,
  desk,
  language,
  platform,
  choosePlatform,
  personaId,
  choosePersona,
  customer,
  isLost,
}) {
  const [edited, setEdited] = useState(null);
  const [problem, setProblem] = useState(null);
  const persona = desk.personas.find(({ id }) => id === personaId);
  const isEmpty = customer.messages.length === 0 && customer.earlier.length === 0;
  const act = async (work) => {
    setProblem(null);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(error.message);
      return false;
    }
  };
  const say = (text) => act(() => customer.say(text));
  const asked = new Set(customer.lines.filter(({ isOwn }) => isOwn).map(({ text }) => text));
  const trouble = problem ?? customer.notice ?? (isLost ? words.lost : null);

  return html`
    <section class=${`pane customer-pane on-${platform}`} data-pane="customer" aria-labelledby="customer-title">
      <header class="pane-head">
        <div><h2 id="customer-title">${words.customerPane}</h2></div>
        <label class="person-switch">
          <span class="hidden">${words.youAre}</span>
          <select value=${personaId} onChange=${(event) => choosePersona(event.target.value)}>
            ${desk.personas.map(({ id, firstName, lastName }) => html`<option value=${id}>${[firstName, lastName].filter(Boolean).join(" ")}</option>`)}
          </select>
        </label>
        <button type="button" class="icon-button" disabled=${isEmpty} onClick=${customer.forget} aria-label=${words.newChat} title=${words.newChatHint}>${icons.newPerson}</button>
      </header>
      <div class="place-tabs" role="group" aria-label=${words.platform}>
        ${["telegram", "wechat"].map((name) => html`<button type="button" aria-pressed=${platform === name} onClick=${() => choosePlatform(name)}>${words.platforms[name]}</button>`)}
      </div>
      <${BotBar} ...${{ words, desk, platform, customer }} />
      <${CustomerMessages} ...${{ words, desk, language, platform, persona, customer, isEmpty }} setEdited=${setEdited}
        recall=${(id) => act(() => customer.recall(id))} press=${(id, data) => act(() => customer.press(id, data))}>
        ${isEmpty && html`<${Beginning} ...${{ words, desk, language, platform, persona, say }} />`}
      <//>
      ${trouble && html`<p class="banner" role="alert">${trouble}</p>`}
      ${!isEmpty && html`<${Questions} words=${words} questions=${persona.questions.filter((text) => !asked.has(text))} say=${say} />`}
      <${Composer} words=${words} commands=${platform === "telegram" ? desk.commands[language] : []} edited=${edited}
        lastOwn=${platform === "telegram" ? lastOwnText(customer) : null} setEdited=${setEdited} setProblem=${setProblem} say=${say}
        sendFile=${(file, caption) => act(() => customer.sendFile(file, caption))}
        saveEdit=${(messageId, text) => act(() => customer.edit(messageId, text))} />
    </section>
  `;
}

function BotBar({ words, desk, platform, customer }) {
  const account = platform === "telegram" ? `${words.bot} · @${desk.bot.username}` : words.kfAccount;
  return html`
    <div class="bot-bar">
      <span class="avatar" aria-hidden="true">${desk.organisation.slice(0, 1)}</span>
      <div>
        <strong>${desk.organisation}</strong>
        <span class="bot-state" aria-live="polite">${customer.isBusy ? html`<span class="working">${words.working}</span>` : account}</span>
      </div>
    </div>
  `;
}

function Beginning({ words, desk, language, platform, persona, say }) {
  return html`
    <div class="beginning" lang=${language === "zh" ? "zh-Hans" : "en"}>
      <h3>${words.emptyTitle}</h3>
      <p>${words.emptyText(desk.organisation, words.platforms[platform])}</p>
      <ul aria-label=${words.suggestions} lang=${persona.language === "zh" ? "zh-Hans" : "en"}>
        ${persona.questions.map((text) => html`<li><button type="button" onClick=${() => say(text)}>${text}</button></li>`)}
      </ul>
    </div>
  `;
}

function Questions({ words, questions, say }) {
  if (questions.length === 0) return null;
  return html`
    <ul class="questions" aria-label=${words.suggestions}>
      ${questions.map((text) => html`<li><button type="button" onClick=${() => say(text)}>${text}</button></li>`)}
    </ul>
  `;
}

/** The last message of the customer that has words to edit. */
function lastOwnText({ chat, messages }) {
  const own = messages.filter(({ from, text, caption }) => String(from?.id) === chat?.id && (text ?? caption));
  return own.at(-1) ?? null;
}
