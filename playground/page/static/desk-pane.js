import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { icons } from "./icons.js";
import { isCommand } from "./is-command.js";
import { PersonSwitch } from "./person-switch.js";
import { Posts } from "./posts.js";
import { StaffComposer } from "./staff-composer.js";
import { ThreadList } from "./thread-list.js";

/** The workspace as an agent has it open: conversations on one side, the chosen one in front. */
export function DeskPane({ words, desk, language, agent, chooseAgent, workspace, place, choosePlace }) {
  const [problem, setProblem] = useState(null);
  const act = async (work) => {
    setProblem(null);
    await work.catch((error) => setProblem(error.message));
  };
  const press = (message, button) =>
    act(workspace.press({ as: agent, channel: message.channel, ts: message.ts, button }));
  const people = desk.people.filter(({ role }) => role === "agent" || role === "team_lead");
  const name = people.find(({ handle }) => handle === agent)?.name ?? agent;

  return html`
    <section class="pane desk-pane" data-pane="agent" aria-labelledby="desk-title">
      <header class="pane-head">
        <div><h2 id="desk-title">${words.agentPane}</h2><p>${words.agentPaneText}</p></div>
        <${PersonSwitch} label=${words.workAs} people=${people} chosen=${agent} choose=${chooseAgent} words=${words} />
      </header>
      <div class="workspace">
        <${ThreadList} ...${{ words, workspace, place, choosePlace }} />
        <div class="workspace-main">
          <${Place} ...${{ words, desk, language, workspace, place, press }} />
          ${problem && html`<p class="banner" role="alert">${problem}</p>`}
          <${Compose} key=${`${place.kind}${place.ts ?? ""}`} ...${{ words, desk, language, workspace, place, agent, name }} />
        </div>
      </div>
    </section>
  `;
}

function Place({ words, desk, language, workspace, place, press }) {
  const shared = { words, desk, language, press };
  if (place.kind === "direct") {
    const messages = workspace.direct.agent;
    return html`<${Posts} ...${shared} label=${words.direct} messages=${messages}>${messages.length === 0 && html`<${Empty} icon=${icons.mail} title=${words.directEmpty} text=${words.directEmptyText} />`}<//>`;
  }
  if (place.kind === "channel" || workspace.thread.length === 0) {
    const title = workspace.threads.length === 0 ? words.deskEmpty : words.channelTitle;
    return html`<${Posts} ...${shared} label=${words.deskChannel} messages=${workspace.desk}>${workspace.desk.length === 0 && html`<${Empty} icon=${icons.chat} title=${title} text=${words.deskEmptyText} />`}<//>`;
  }
  return html`<${Posts} ...${shared} label=${words.thread} messages=${workspace.thread} hasCard />`;
}

function Compose({ words, desk, language, workspace, place, agent, name }) {
  const inThread = place.kind === "thread" && workspace.thread.length > 0;
  const where = place.kind === "direct" ? "direct" : "desk";
  const send = (text) => {
    const line = { as: agent, place: where, text };
    if (!inThread && isCommand(text)) return workspace.command(line);
    return workspace.write({ ...line, ...(inThread ? { thread: place.ts } : {}) });
  };
  const placeholder = inThread ? words.replyAs(name) : words.writeTo(place.kind === "direct" ? words.botName : "#desk");
  return html`<${StaffComposer} id="desk-box" ...${{ words, desk, language, placeholder, inThread, send }} />`;
}

export function Empty({ icon, title, text }) {
  return html`<div class="empty">${icon}<h3>${title}</h3><p>${text}</p></div>`;
}
