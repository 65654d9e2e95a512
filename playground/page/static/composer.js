import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { CommandMenu } from "./command-menu.js";
import { icons } from "./icons.js";

const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** Where messages are written, edited, and given a file. Enter sends, Shift+Enter begins a line, ↑ edits the last message. */
export function Composer({ words, commands, edited, lastOwn, setEdited, setProblem, say, sendFile, saveEdit }) {
  const [text, setText] = useState("");
  const [file, setFile] = useState(null);
  const box = useRef(null);

  useEffect(() => {
    if (!edited) return;
    setText(edited.text ?? edited.caption ?? "");
    box.current?.focus();
  }, [edited]);

  const stopEditing = () => {
    setEdited(null);
    setText("");
  };
  const choose = (chosen) => {
    if (!chosen) return;
    if (chosen.size > MAX_FILE_BYTES) return setProblem(words.tooLarge);
    setFile(chosen);
    box.current?.focus();
  };
  const submit = async (event) => {
    event.preventDefault();
    const words = text.trim();
    if (!words && !file) return;
    const isDone = await (edited ? saveEdit(edited.message_id, words) : file ? sendFile(file, words) : say(words));
    if (!isDone) return;
    setText("");
    setFile(null);
    setEdited(null);
    box.current?.focus();
  };
  const onKeyDown = (event) => {
    // Enter that ends the choice of a Chinese character is not a wish to send.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) submit(event);
    else if (event.key === "Escape" && edited) stopEditing();
    else if (event.key === "ArrowUp" && text === "" && lastOwn) {
      event.preventDefault();
      setEdited(lastOwn);
    }
  };

  return html`
    <form class="composer" onSubmit=${submit}>
      ${edited && html`<${Strip} icon=${icons.edit} label=${words.editing} cancel=${words.cancel} onCancel=${stopEditing} />`}
      ${file && html`<${Strip} icon=${icons.file} label=${file.name} cancel=${words.removeFile} onCancel=${() => setFile(null)} />`}
      <div class="composer-row">
        <label class="icon-button" title=${words.attach}>
          ${icons.attach}<span class="hidden">${words.attach}</span>
          <input type="file" class="hidden" disabled=${edited !== null} onChange=${(event) => {
            choose(event.target.files[0]);
            event.target.value = "";
          }} />
        </label>
        ${commands.length > 0 && html`<${CommandMenu} label=${words.commands} prefix="/" commands=${commands.map(named)} choose=${(name) => say(`/${name}`)} />`}
        <textarea id="message-box" ref=${box} rows="1" maxlength="4096" placeholder=${words.write} aria-label=${words.write} value=${text}
          onInput=${(event) => setText(event.target.value)} onKeyDown=${onKeyDown}
          onPaste=${(event) => choose(event.clipboardData.files[0])} />
        <button class="send-button" aria-label=${edited ? words.save : words.send} title=${edited ? words.save : words.send}
          disabled=${text.trim() === "" && !file}>
          ${edited ? icons.check : icons.send}
        </button>
      </div>
    </form>
  `;
}

/** A command as the bot registered it at the platform. */
const named = ({ command, description }) => ({ name: command, description });

function Strip({ icon, label, cancel, onCancel }) {
  return html`
    <div class="strip">
      ${icon}<span>${label}</span>
      <button type="button" class="icon-button" onClick=${onCancel} aria-label=${cancel} title=${cancel}>${icons.close}</button>
    </div>
  `;
}
