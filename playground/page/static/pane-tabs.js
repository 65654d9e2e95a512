import { html } from "htm/preact";
import { icons } from "./icons.js";

/** On narrow screens one pane is shown at a time; on wide ones this is hidden. */
export function PaneTabs({ words, pane, setPane, isBusy }) {
  const tab = (name, label, icon) => html`
    <button type="button" aria-pressed=${pane === name} onClick=${() => setPane(name)}>
      ${icon}<span>${label}</span>${name === "wire" && isBusy && html`<i class="dot" />`}
    </button>
  `;
  return html`
    <nav class="pane-tabs" aria-label=${words.panes}>
      ${tab("customer", words.customerPane, icons.person)} ${tab("agent", words.agentPane, icons.chat)}
      ${tab("manager", words.managerPane, icons.bell)} ${tab("wire", words.wireTab, icons.turn)}
    </nav>
  `;
}
