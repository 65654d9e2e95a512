import { html } from "htm/preact";
import { Post } from "./post.js";
import { useEndOfLog } from "./use-end-of-log.js";

/** A channel or thread of the workspace, newest at the end. `below` are replies by their root. */
export function Posts({ words, desk, language, label, messages, below = {}, press, hasCard = false, children }) {
  const newest = messages.at(-1)?.ts;
  const replies = Object.values(below).flat().length;
  const { box } = useEndOfLog([newest, messages.length, replies]);
  const post = (message, isRoot) =>
    html`<${Post} key=${message.ts} ...${{ words, desk, language, message, press, isRoot }} />`;
  return html`
    <div class="posts" ref=${box} role="log" aria-label=${label} tabindex="0">
      ${children}
      ${
        messages.length > 0 &&
        html`<ol>
          ${messages.map((message, index) => {
            const replied = below[message.ts] ?? [];
            const root = post(message, hasCard && index === 0);
            return replied.length === 0
              ? root
              : [root, html`<li class="replies"><ol>${replied.map((reply) => post(reply, false))}</ol></li>`];
          })}
        </ol>`
      }
    </div>
  `;
}
