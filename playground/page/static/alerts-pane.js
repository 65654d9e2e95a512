import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { Empty } from "./desk-pane.js";
import { icons } from "./icons.js";
import { isCommand } from "./is-command.js";
import { PersonSwitch } from "./person-switch.js";
import { Posts } from "./posts.js";
import { StaffComposer } from "./staff-composer.js";

/** What managers and compliance are told: the alert channel, and what the bot tells one of them in private. */
export function AlertsPane({ words, desk, language, manager, chooseManager, workspace }) {
  const [place, setPlace] = useState("alerts");
  const [problem, setProblem] = useState(null);
  const press = async (message, button) => {
    setProblem(null);
    await workspace
      .press({ as: manager, channel: message.channel, ts: message.ts, button })
      .catch((error) => setProblem(error.message));
  };
  const people = desk.people.filter(({ role }) => role === "manager" || role === "compliance");
  const messages = place === "alerts" ? workspace.alerts : workspace.direct.manager;
  const send = (text) => {
    const line = { as: manager, place, text };
    return isCommand(text) ? workspace.command(line) : workspace.write(line);
  };
  const tab = (id, icon, label, count) => html`
    <button type="button" aria-pressed=${place === id} onClick=${() => setPlace(id)}>${icon}${label}${count > 0 && html`<small>${count}</small>`}</button>
  `;

  return html`
    <section class="pane alerts-pane" data-pane="manager" aria-labelledby="alerts-title">
      <header class="pane-head">
        <div><h2 id="alerts-title">${words.managerPane}</h2></div>
        <${PersonSwitch} label=${words.workAs} people=${people} chosen=${manager} choose=${chooseManager} words=${words} />
      </header>
      <div class="place-tabs" role="group" aria-label=${words.places}>
        ${tab("alerts", icons.channel, "alerts", workspace.alerts.length)} ${tab("direct", icons.mail, words.direct, workspace.direct.manager.length)}
      </div>
      <${Posts} ...${{ words, desk, language, messages, press }} label=${place === "alerts" ? words.alerts : words.direct}
        below=${place === "alerts" ? workspace.alertReplies : {}}>
        ${
          messages.length === 0 &&
          (place === "alerts"
            ? html`<${Empty} icon=${icons.bell} title=${words.alertsEmpty} text=${words.alertsEmptyText} />`
            : html`<${Empty} icon=${icons.mail} title=${words.directEmpty} text=${words.directEmptyText} />`)
        }
      <//>
      ${problem && html`<p class="banner" role="alert">${problem}</p>`}
      <${StaffComposer} key=${place} id="alerts-box" ...${{ words, desk, language, send }} placeholder=${place === "alerts" ? words.writeTo("#alerts") : words.writeTo(words.botName)} inThread=${false} />
    </section>
  `;
}
