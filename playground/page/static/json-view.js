import { html } from "htm/preact";
import { useState } from "preact/hooks";

/** A JSON value to read and copy. */
export function JsonView({ words, label, value }) {
  const [copied, setCopied] = useState("");
  const json = JSON.stringify(value, null, 2);
  const copy = async () => {
    await navigator.clipboard.writeText(json);
    setCopied(json);
  };
  return html`
    <div class="json">
      <button type="button" class="text-button" onClick=${copy}>${copied === json ? words.copied : words.copy}</button>
      <pre tabindex="0" role="region" aria-label=${label}>${highlight(json)}</pre>
    </div>
  `;
}

/** Keys, texts and other values as spans, from the text that JSON.stringify writes. */
function highlight(json) {
  const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;
  const parts = [];
  let at = 0;
  for (const match of json.matchAll(token)) {
    const [whole, text, colon] = match;
    parts.push(json.slice(at, match.index));
    if (text && colon) parts.push(html`<span class="key">${text}</span>`, colon);
    else parts.push(html`<span class=${text ? "text" : "value"}>${whole}</span>`);
    at = match.index + whole.length;
  }
  return [...parts, json.slice(at)];
}
