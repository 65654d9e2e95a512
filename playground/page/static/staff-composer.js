import { html } from "htm/preact";
import { useRef, useState } from "preact/hooks";
import { CommandMenu } from "./command-menu.js";
import { icons } from "./icons.js";
import { isCommand } from "./is-command.js";

/**
 * Where staff write. Commands are typed with a slash in a channel, and to the bot by name in a thread, where Slack takes
 * no slash commands. `send` gets the text and resolves when the workspace took it.
 */
export function StaffComposer({ id, words, desk, language, placeholder, inThread, send }) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState(null);
  const box = useRef(null);
  const prefix = inThread ? `@${desk.bot.handle} ` : "/";

  const submit = async (event) => {
    event.preventDefault();
    const line = text.trim();
    if (!line) return;
    if (inThread && isCommand(line)) return setProblem(words.slashInThread(`@${desk.bot.handle} ${line.slice(1)}`));
    setProblem(null);
    try {
      await send(line);
      setText("");
    } catch (error) {
      setProblem(error.message);
    }
    box.current?.focus();
  };
  const onKeyDown = (event) => {
    // Enter that ends the choice of a Chinese character is not a wish to send.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) submit(event);
  };
  const begin = (name) => {
    setText(`${prefix}${name} `);
    box.current?.focus();
  };

  return html`
    <form class="composer" onSubmit=${submit}>
      ${problem && html`<p class="banner" role="alert">${problem}</p>`}
      <div class="composer-row">
        <${CommandMenu} label=${words.staffCommands} prefix=${prefix} commands=${desk.staffCommands[language] ?? []} choose=${begin} />
        <textarea id=${id} ref=${box} rows="1" maxlength="4000" placeholder=${placeholder} aria-label=${placeholder} value=${text}
          onInput=${(event) => setText(event.target.value)} onKeyDown=${onKeyDown} />
        <button class="send-button" aria-label=${words.send} title=${words.send} disabled=${text.trim() === ""}>${icons.send}</button>
      </div>
    </form>
  `;
}
