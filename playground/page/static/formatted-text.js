import { html } from "htm/preact";

/** Text with the entities of the Bot API (MessageEntity): stretches in UTF-16 units, which may lie inside each other. */
export function FormattedText({ text, entities }) {
  return html`<p class="said">${pieces(text, entities, 0, text.length)}</p>`;
}

function pieces(text, entities, from, to) {
  const found = [];
  let at = from;
  for (const [index, entity] of entities.entries()) {
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || end <= entity.offset) continue;
    if (entity.offset > at) found.push(text.slice(at, entity.offset));
    // Outer ones come first: what begins later but ends inside belongs to this one.
    const inner = entities.slice(index + 1).filter(({ offset, length }) => offset + length <= end);
    found.push(wrap(entity, pieces(text, inner, entity.offset, end), text.slice(entity.offset, end)));
    at = end;
  }
  if (at < to) found.push(text.slice(at, to));
  return found;
}

function wrap(entity, children, covered) {
  switch (entity.type) {
    case "bold":
      return html`<strong>${children}</strong>`;
    case "italic":
      return html`<em>${children}</em>`;
    case "underline":
      return html`<u>${children}</u>`;
    case "strikethrough":
      return html`<s>${children}</s>`;
    case "code":
    case "bot_command":
      return html`<code>${children}</code>`;
    case "pre":
      return html`<code class="block">${children}</code>`;
    case "blockquote":
    case "expandable_blockquote":
      return html`<q>${children}</q>`;
    case "url":
      return link(covered, children);
    case "text_link":
      return link(entity.url, children);
    default:
      return children;
  }
}

/** Only web addresses become links: whatever else stands in a message stays text. */
function link(url, children) {
  if (!/^https?:\/\//i.test(url)) return children;
  return html`<a href=${url} target="_blank" rel="noopener noreferrer">${children}</a>`;
}
