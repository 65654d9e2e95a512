import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { loadTurn } from "./api.js";
import { icons } from "./icons.js";
import { Summary, TurnView } from "./turn-view.js";
import { useLatest } from "./use-latest.js";

/** What each act of a customer, an agent or a manager set off: the newest one, or one that was picked. */
export function Drawer({ words, desk, acts, customer, isOpen, setOpen }) {
  const [picked, setPicked] = useState(null);
  const act = acts.find(({ seq }) => seq === picked) ?? acts.find(({ kind }) => kind !== "event") ?? acts[0] ?? null;
  const [turn, refresh] = useLatest(act?.seq ?? null, () => loadTurn(act.seq));
  useEffect(() => {
    refresh();
  }, [act?.state, act?.seq, acts.length]);
  const names = namesOf(desk, customer);
  const shown = turn ?? null;

  return html`
    <section class="drawer" data-pane="wire" data-open=${isOpen} aria-labelledby="drawer-title">
      <header class="drawer-head">
        <button type="button" class="drawer-toggle" aria-expanded=${isOpen} aria-controls="drawer-body" onClick=${() => setOpen(!isOpen)}>
          ${icons.up}<h2 id="drawer-title">${words.wirePane}</h2>
        </button>
        ${act ? html`<p class="drawer-latest"><${ActName} words=${words} act=${act} names=${names} /></p>` : html`<p class="drawer-latest">${words.wirePaneText}</p>`}
        ${!isOpen && shown && html`<div class="summary"><${Summary} words=${words} turn=${shown} /></div>`}
      </header>
      <div class="drawer-body" id="drawer-body">
        ${acts.length > 0 && html`<${Acts} ...${{ words, acts, names, chosen: act }} pick=${setPicked} isFollowing=${picked === null} />`}
        <div class="drawer-turn" tabindex="0" role="region" aria-label=${words.wirePane}><${TurnView} words=${words} turn=${shown} /></div>
      </div>
    </section>
  `;
}

function Acts({ words, acts, names, chosen, pick, isFollowing }) {
  return html`
    <nav class="acts" aria-label=${words.acts}>
      <button type="button" class="text-button" aria-pressed=${isFollowing} onClick=${() => pick(isFollowing ? chosen.seq : null)}>${words.followNewest}</button>
      <ol>
        ${acts.map(
          (act) => html`
            <li key=${act.seq}>
              <button type="button" aria-current=${act.seq === chosen.seq ? "true" : null} data-state=${act.state} onClick=${() => pick(act.seq)}>
                <${ActName} words=${words} act=${act} names=${names} />
                <small>${words.platforms[act.platform] ?? act.platform}</small>
              </button>
            </li>
          `,
        )}
      </ol>
    </nav>
  `;
}

function ActName({ words, act, names }) {
  const who = names.get(act.who) ?? words.somebody;
  return html`<span class="act-name"><b>${who}</b> ${words.acted[act.kind]}${act.text && html` <q>${act.text}</q>`}</span>`;
}

function namesOf(desk, customer) {
  const staff = desk.people.map(({ id, name }) => [id, name]);
  return new Map(customer.chat ? [...staff, [customer.chat.id, customer.chat.name]] : staff);
}
