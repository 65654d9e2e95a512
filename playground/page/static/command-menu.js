import { html } from "htm/preact";
import { useRef } from "preact/hooks";
import { icons } from "./icons.js";

/** A menu of commands above the message box; `choose` gets a command's name. */
export function CommandMenu({ label, prefix, commands, choose }) {
  const menu = useRef(null);
  const close = () => {
    menu.current.open = false;
  };
  return html`
    <details class="commands" ref=${menu} onKeyDown=${(event) => event.key === "Escape" && close()}
      onFocusOut=${(event) => menu.current.contains(event.relatedTarget) || close()}>
      <summary class="icon-button" aria-label=${label} title=${label}>${icons.commands}</summary>
      <ul>
        ${commands.map(
          ({ name, description }) => html`
            <li>
              <button type="button" onClick=${() => {
                close();
                choose(name);
              }}><code>${prefix}${name}</code><span>${description}</span></button>
            </li>
          `,
        )}
      </ul>
    </details>
  `;
}
