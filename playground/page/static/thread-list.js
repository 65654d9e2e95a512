import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { icons } from "./icons.js";

/** The places of the workspace and its conversations, those that moved last first; new ones are marked until opened. */
export function ThreadList({ words, workspace, place, choosePlace }) {
  const [seen, setSeen] = useState({});
  const opened = workspace.threads.find(({ ts }) => place.kind === "thread" && ts === place.ts);
  useEffect(() => {
    if (opened) setSeen((current) => ({ ...current, [opened.ts]: opened.lastTs }));
  }, [opened?.ts, opened?.lastTs]);
  const isNew = ({ ts, lastTs }) => ts !== opened?.ts && (seen[ts] ?? "") < lastTs;
  const item = (isOpen, choose, children, extra = "") => html`
    <li><button type="button" class=${extra} aria-current=${isOpen ? "true" : null} onClick=${choose}>${children}</button></li>
  `;
  return html`
    <nav class="thread-list" aria-label=${words.conversations}>
      <ul>
        ${item(place.kind === "channel", () => choosePlace({ kind: "channel" }), html`${icons.channel}<span>desk</span>`)}
        ${item(
          place.kind === "direct",
          () => choosePlace({ kind: "direct" }),
          html`${icons.mail}<span>${words.direct}</span>${workspace.direct.agent.length > 0 && html`<small>${workspace.direct.agent.length}</small>`}`,
        )}
      </ul>
      <h3>${words.conversations}</h3>
      ${workspace.threads.length === 0 && html`<p class="small">${words.noConversations}</p>`}
      <ul class="threads">
        ${workspace.threads.map((thread) =>
          item(
            thread.ts === opened?.ts,
            () => choosePlace({ kind: "thread", ts: thread.ts }),
            html`<${ThreadName} words=${words} thread=${thread} isNew=${isNew(thread)} />`,
            isNew(thread) ? "thread-item unread" : "thread-item",
          ),
        )}
      </ul>
    </nav>
  `;
}

function ThreadName({ words, thread, isNew }) {
  const [code, name] = thread.title.split(" · ");
  return html`
    <span class="thread-name"><b>${name ?? code}</b><code>${code}</code>${isNew && html`<span class="hidden">${words.unread}</span>`}</span>
    <span class="thread-last">${thread.lastText.replace(/\s+/g, " ")}</span>
  `;
}
