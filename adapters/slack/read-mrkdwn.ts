export interface ReadText {
  /** What a reader sees: escaping undone, mentions and links readable, the bot's own mention gone. */
  text: string;
  /** People and groups of people mentioned, without the bot, each once; `@here`, `@channel` and `@everyone` as such. */
  mentions: string[];
  mentionsBot: boolean;
}

/**
 * Slack's markup for messages, read back to plain text ("Formatting message text"). Only `& < >` are escaped; what
 * stands between angle brackets is a mention, a channel, a link or a date. `*bold*` stays as it was typed.
 */
export function readMrkdwn(raw: string, botUserId: string): ReadText {
  const mentioned = new Set<string>();
  const withoutBot = removeMentions(raw, botUserId);
  const text = withoutBot.text
    .replace(/<([^<>]*)>/g, (_whole, token: string) => {
      const whom = mentionedBy(token);
      if (whom) mentioned.add(whom);
      return readToken(token);
    })
    .replace(/&(amp|lt|gt);/g, (_entity, name: string) => entities[name] ?? "")
    .trim();
  return { text, mentions: [...mentioned], mentionsBot: withoutBot.found };
}

function mentionedBy(token: string): string | undefined {
  const [, somebody, everybody] = /^(?:@|!subteam\^)([A-Z0-9]+)|^!(here|channel|everyone)\b/.exec(token) ?? [];
  return everybody ? `@${everybody}` : somebody;
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">" };

/** `@deskhand: take` is the line `take`; a mention further on leaves no double space behind. */
function removeMentions(raw: string, botUserId: string): { text: string; found: boolean } {
  const mention = `<@${botUserId}(?:\\|[^<>]*)?>`;
  if (!new RegExp(mention).test(raw)) return { text: raw, found: false };
  const text = raw
    .replace(new RegExp(`^\\s*(?:${mention}[\\s:,，：]*)+`), "")
    .replace(new RegExp(`[ \\t]*${mention}`, "g"), "");
  return { text, found: true };
}

function readToken(token: string): string {
  const [target = "", label] = splitOnce(token, "|");
  switch (target[0]) {
    case "@":
      return `@${label ?? target.slice(1)}`;
    case "#":
      return `#${label || target.slice(1)}`;
    case "!":
      return readSpecial(target.slice(1), label);
    default:
      return readLink(target, label);
  }
}

/** `<!here>`, `<!subteam^S012|@support>`, `<!date^1392734382^{date}|Feb 18>`. */
function readSpecial(name: string, label: string | undefined): string {
  return label ?? `@${splitOnce(name, "^")[0]}`;
}

/** Slack links addresses by itself: `<http://example.com|example.com>` was typed as its label. */
function readLink(url: string, label: string | undefined): string {
  const address = url.replace(/^(mailto|tel):/, "");
  if (!label || label === url || label === address || url === `http://${label}` || url === `https://${label}`) {
    return label ?? address;
  }
  return `${label} (${address})`;
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
