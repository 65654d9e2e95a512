import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { editText, pressButton, sendFile, sendText } from "./api.js";
import { Composer } from "./composer.js";
import { icons } from "./icons.js";
import { EarlierMessage, Message } from "./message.js";
import { storedUpTo } from "./use-chat.js";

/** A customer's private chat with the desk's bot. */
export function ChatPane({ words, desk, language, personaId, choosePersona, chat }) {
  const [edited, setEdited] = useState(null);
  const [problem, setProblem] = useState(null);
  const persona = desk.personas.find(({ id }) => id === personaId);
  const isEmpty = chat.messages.length === 0 && chat.earlier.length === 0;
  const act = async (work) => {
    setProblem(null);
    try {
      await work(await chat.ensureChat());
      return true;
    } catch (error) {
      setProblem(error.message);
      return false;
    }
  };
  const say = (text) => act((id) => sendText(id, text));
  const asked = new Set(chat.messages.map(({ text }) => text));

  return html`
    <section class="pane chat-pane" aria-label=${words.chatPane}>
      <${PersonaBar} ...${{ words, desk, personaId, choosePersona }} canRestart=${!isEmpty} restart=${chat.forget} />
      <${BotBar} words=${words} desk=${desk} isBusy=${chat.isBusy} />
      <${Messages} ...${{ words, desk, language, persona, chat, isEmpty }} setEdited=${setEdited}
        press=${(messageId, data) => act((id) => pressButton(id, messageId, data))}>
        ${isEmpty && html`<${Beginning} ...${{ words, desk, language, persona, say }} />`}
      <//>
      ${(problem ?? chat.notice ?? (chat.isLost && words.lost)) && html`<p class="banner" role="alert">${problem ?? chat.notice ?? words.lost}</p>`}
      ${!isEmpty && html`<${Questions} words=${words} questions=${persona.questions.filter((text) => !asked.has(text))} say=${say} />`}
      <${Composer} words=${words} commands=${desk.commands[language]} edited=${edited} lastOwn=${lastOwnText(chat)} setEdited=${setEdited}
        setProblem=${setProblem} say=${say}
        sendFile=${(file, caption) => act((id) => sendFile(id, file, caption))}
        saveEdit=${(messageId, text) => act((id) => editText(id, messageId, text))} />
    </section>
  `;
}

function PersonaBar({ words, desk, personaId, choosePersona, canRestart, restart }) {
  return html`
    <div class="persona-bar">
      <div class="segments" role="group" aria-label=${words.youAre}>
        ${desk.personas.map(
          ({ id, firstName, lastName }) => html`
            <button type="button" aria-pressed=${id === personaId} onClick=${() => choosePersona(id)} lang=${id === "zh" ? "zh-Hans" : "en"}>
              ${icons.person}${[firstName, lastName].filter(Boolean).join(" ")}
            </button>
          `,
        )}
      </div>
      <button type="button" class="text-button" disabled=${!canRestart} onClick=${restart} title=${words.newChatHint}>${words.newChat}</button>
    </div>
  `;
}

function BotBar({ words, desk, isBusy }) {
  return html`
    <div class="bot-bar">
      <span class="avatar" aria-hidden="true">${desk.organisation.slice(0, 1)}</span>
      <div>
        <strong>${desk.organisation}</strong>
        <span class="bot-state" aria-live="polite">${isBusy ? html`<span class="working">${words.working}</span>` : `${words.bot} · @${desk.bot.username}`}</span>
      </div>
    </div>
  `;
}

function Messages({ words, desk, language, persona, chat, isEmpty, setEdited, press, children }) {
  const log = useRef(null);
  const toEnd = () => {
    log.current.scrollTop = log.current.scrollHeight;
  };
  useEffect(toEnd, [chat.messages.length, chat.earlier.length, chat.isBusy]);
  const stored = storedUpTo(chat.turn);
  return html`
    <div class="messages" ref=${log} onLoadCapture=${toEnd} role="log" aria-label=${words.messages} aria-busy=${chat.isBusy}
      lang=${persona.id === "zh" ? "zh-Hans" : "en"} tabindex="0">
      ${children}
      ${
        !isEmpty &&
        html`
          <ol>
            ${chat.earlier.map((message) => html`<${EarlierMessage} ...${{ words, desk, language, message }} />`)}
            ${chat.earlier.length > 0 && html`<li class="service-line">${words.earlier}</li>`}
            ${chat.messages.map(
              (message) => html`
                <${Message} key=${message.message_id} ...${{ words, desk, language, message, press }} isOwn=${message.from?.id === chat.chat?.id}
                  isStored=${message.message_id <= stored} edit=${() => setEdited(message)} />
              `,
            )}
            ${chat.isBusy && html`<li class="bubble-line"><div class="bubble typing" aria-hidden="true"><i /><i /><i /></div></li>`}
            ${trouble(words, chat.turn).map((line) => html`<li class="service-line trouble">${line}</li>`)}
          </ol>
        `
      }
    </div>
  `;
}

/** What went wrong with the newest turn, as a customer's friend at the desk would say it. */
function trouble(words, turn) {
  if (!turn) return [];
  const lines = turn.rows.deliveries.flatMap(({ status, attempts, error_code: code, error_message: reason }) => {
    if (status === "failed" || status === "uncertain") return [`${words[status]} ${reason ?? ""}`.trim()];
    if (status === "held") return [words.held];
    return status === "queued" && attempts > 0 && code ? [words.retrying] : [];
  });
  return turn.state === "parked" ? [...lines, words.parked] : lines;
}

function Beginning({ words, desk, language, persona, say }) {
  return html`
    <div class="beginning" lang=${language === "zh" ? "zh-Hans" : "en"}>
      <h2>${words.emptyTitle}</h2>
      <p>${words.emptyText(desk.organisation)}</p>
      <ul aria-label=${words.suggestions}>
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
  return messages.filter(({ from, text, caption }) => from?.id === chat?.id && (text ?? caption)).at(-1) ?? null;
}
