import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { describe, duration } from "./describe-turn.js";
import { JsonView } from "./json-view.js";

/** What the newest message set off: over the wire, in the tables, and back. */
export function TurnPane({ words, turn }) {
  // What somebody opened stays open for the next turn.
  const [opened, setOpened] = useState({});
  return html`
    <section class="pane turn-pane" aria-labelledby="turn-title" tabindex="0">
      <div class="turn-content">
        <header class="turn-header">
          <h2 id="turn-title">${turn ? words.turnPane : words.turnPaneEmpty}</h2>
          <div class="summary" role="status">
            ${turn ? html`<${Summary} words=${words} turn=${turn} />` : html`<p>${words.turnIntro}</p>`}
          </div>
        </header>
        <ol class="steps">
          ${Object.entries(words.steps).map(
            ([name, [title, explanation]]) => html`
              <${Step} key=${name} ...${{ words, title, explanation }} ...${turn ? describe[name](turn, words) : {}}
                opened=${opened[name] ?? null} open=${(id) => setOpened({ ...opened, [name]: id })} />
            `,
          )}
        </ol>
      </div>
    </section>
  `;
}

function Summary({ words, turn }) {
  const { kind, label } = describe.outcome(turn, words);
  const code = turn.rows.conversation?.code;
  return html`
    <span class=${`badge ${kind}`}>${label}</span>
    ${turn.milliseconds !== null && html`<span>${words.duration(duration(turn.milliseconds))}</span>`}
    ${code && html`<span>${words.conversation} <code>${code}</code></span>`}
  `;
}

/** `state` is `done`, `wait`, `bad` or nothing yet; `facts` are short; `details` are payloads and rows, one open at a time. */
function Step({ words, title, explanation, state = "idle", facts = [], body = null, details = [], opened, open }) {
  const shown = details.find(({ id }) => id === opened);
  const under = facts.length > 0 ? facts.map((fact) => html`<span>${fact}</span>`) : explanation;
  return html`
    <li class="step" data-state=${state}>
      <div class="step-head">
        <div>
          <h3>${title}</h3>
          <p class="facts">${under}</p>
        </div>
        <div class="details">
          ${details.map(
            ({ id, label }) => html`
              <button type="button" aria-expanded=${id === opened} onClick=${() => open(id === opened ? null : id)}>
                <code>${label}</code>
              </button>
            `,
          )}
        </div>
      </div>
      ${body} ${shown && html`<${JsonView} key=${shown.id} words=${words} label=${shown.label} value=${shown.value} />`}
    </li>
  `;
}
