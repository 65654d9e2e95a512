import { html } from "htm/preact";

/** Who of the staff acts in a pane. */
export function PersonSwitch({ words, label, people, chosen, choose }) {
  return html`
    <label class="person-switch">
      <span class="hidden">${label}</span>
      <select value=${chosen} onChange=${(event) => choose(event.target.value)}>
        ${people.map(({ handle, name, role }) => html`<option value=${handle}>${name} · ${words.roles[role] ?? role}</option>`)}
      </select>
    </label>
  `;
}
