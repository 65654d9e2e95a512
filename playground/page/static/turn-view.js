import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { describe, duration, partsOf } from "./describe-turn.js";
import { JsonView } from "./json-view.js";

/** What one act set off: over the wire, in the tables, and back. */
export function TurnView({ words, turn }) {
  // What somebody opened stays open for the next turn.
  const [opened, setOpened] = useState({});
  return html`
    <div class="turn">
      <div class="summary" role="status">${turn ? html`<${Summary} words=${words} turn=${turn} />` : html`<p>${words.turnIntro}</p>`}</div>
      <ol class="steps">
        ${partsOf(turn).map(
          (name) => html`
            <${Step} key=${name} ...${{ words, title: words.steps[name][0], explanation: words.steps[name][1] }}
              ...${turn ? describe[name](turn, words) : {}}
              opened=${opened[name] ?? null} open=${(id) => setOpened({ ...opened, [name]: id })} />
          `,
        )}
      </ol>
    </div>
  `;
}

export function Summary({ words, turn }) {
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
          <h4>${title}</h4>
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
