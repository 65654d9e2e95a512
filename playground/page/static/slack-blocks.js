import { html } from "htm/preact";

/** A message's blocks as Slack's client draws them ("Block Kit"); its plain text where it has none. */
export function SlackBlocks({ message, people }) {
  const shown = message.blocks.filter(({ type }) => type !== "actions");
  if (shown.length === 0) return message.text ? html`<p class="said">${message.text}</p>` : null;
  return shown.map((block) => html`<${Block} block=${block} people=${people} />`);
}

/** The buttons of a message: ids are what the app gave them. */
export function buttonsOf(message) {
  const elements = message.blocks.filter(({ type }) => type === "actions").flatMap((block) => block.elements);
  return elements.map(({ action_id: id, text, style, url }) => ({ id, label: text?.text ?? "", style, url }));
}

function Block({ block, people }) {
  switch (block.type) {
    case "rich_text":
      return block.elements.map((element) => rich(element, people));
    case "header":
      return html`<p class="said"><strong>${block.text.text}</strong></p>`;
    case "section":
      return html`<p class="said">${block.text?.text}</p>`;
    case "context":
      return html`<p class="said small">${block.elements.map(({ text }) => text).join(" ")}</p>`;
    case "image":
      return html`<p class="said small">${block.alt_text}</p>`;
    case "divider":
      return html`<hr />`;
    default:
      return null;
  }
}

function rich(element, people) {
  const inline = () => element.elements.map((child) => inlineOf(child, people));
  switch (element.type) {
    case "rich_text_list": {
      const items = element.elements.map(
        (item) => html`<li>${item.elements.map((child) => inlineOf(child, people))}</li>`,
      );
      if (element.style === "ordered") return html`<ol class="marked" start=${(element.offset ?? 0) + 1}>${items}</ol>`;
      return html`<ul class="marked">${items}</ul>`;
    }
    case "rich_text_quote":
      return html`<blockquote class="said">${inline()}</blockquote>`;
    case "rich_text_preformatted":
      return html`<code class="block">${inline()}</code>`;
    default:
      return html`<p class="said">${inline()}</p>`;
  }
}

function inlineOf(element, people) {
  switch (element.type) {
    case "link":
      return link(element.url, element.text ?? element.url);
    case "user": {
      const person = people.find(({ id }) => id === element.user_id);
      return html`<span class="mention">@${person?.name ?? element.user_id}</span>`;
    }
    default:
      return styled(element.text ?? "", element.style ?? {});
  }
}

function styled(text, { bold, italic, code }) {
  let shown = code ? html`<code>${text}</code>` : text;
  if (italic) shown = html`<em>${shown}</em>`;
  return bold ? html`<strong>${shown}</strong>` : shown;
}

/** Only web addresses become links: whatever else stands in a message stays text. */
function link(url, text) {
  if (!/^https?:\/\//i.test(url)) return text;
  return html`<a href=${url} target="_blank" rel="noopener noreferrer">${text}</a>`;
}
