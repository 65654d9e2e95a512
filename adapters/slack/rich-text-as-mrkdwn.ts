import { z } from "zod";

/**
 * What a person wrote, from the `rich_text` block that comes with it, as Slack's markup without styles: the message's
 * `text` has picker emoji as `:names:` and bold as asterisks, which nobody typed. Null where there is no such block, or
 * something else beside it: then `text` has all there is. Names that only `text` has (`<#C1|fees>`) are taken from there.
 * ("Rich text block")
 */
export function richTextAsMrkdwn(blocks: unknown, text: string): string | null {
  const read = z.array(richText).min(1).safeParse(blocks);
  if (!read.success) return null;
  const names = namesIn(text);
  const parts = read.data.flatMap(({ elements }) => elements.map((part) => partAsMrkdwn(part, names)));
  return parts.map((part, place) => (place > 0 && !parts[place - 1]?.endsWith("\n") ? `\n${part}` : part)).join("");
}

const inline = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("text"), text: z.string() }),
  z.looseObject({ type: z.literal("emoji"), name: z.string(), unicode: z.string().nullish() }),
  z.looseObject({ type: z.literal("link"), url: z.string(), text: z.string().nullish() }),
  z.looseObject({ type: z.literal("user"), user_id: z.string() }),
  z.looseObject({ type: z.literal("usergroup"), usergroup_id: z.string() }),
  z.looseObject({ type: z.literal("channel"), channel_id: z.string() }),
  z.looseObject({ type: z.literal("broadcast"), range: z.string() }),
  z.looseObject({ type: z.literal("color"), value: z.string() }),
  z.looseObject({ type: z.literal("date"), fallback: z.string() }),
]);
const inlines = z.array(inline);
const section = z.looseObject({ type: z.literal("rich_text_section"), elements: inlines });
const list = z.looseObject({
  type: z.literal("rich_text_list"),
  style: z.enum(["bullet", "ordered"]),
  indent: z.number().min(0).max(20).nullish(),
  offset: z.number().nullish(),
  elements: z.array(section),
});
const quote = z.looseObject({ type: z.literal("rich_text_quote"), elements: inlines });
const preformatted = z.looseObject({ type: z.literal("rich_text_preformatted"), elements: inlines });
const part = z.discriminatedUnion("type", [section, list, quote, preformatted]);
const richText = z.looseObject({ type: z.literal("rich_text"), elements: z.array(part) });

type Names = ReadonlyMap<string, string>;

function partAsMrkdwn(given: z.infer<typeof part>, names: Names): string {
  switch (given.type) {
    case "rich_text_list":
      return listAsMrkdwn(given, names);
    case "rich_text_quote":
      return lineOf(given.elements, names).replace(/^/gm, "&gt; ");
    default:
      return lineOf(given.elements, names);
  }
}

function listAsMrkdwn({ style, indent, offset, elements }: z.infer<typeof list>, names: Names): string {
  const margin = "    ".repeat(indent ?? 0);
  const first = (offset ?? 0) + 1;
  const items = elements.map((item, place) => {
    const sign = style === "ordered" ? `${first + place}.` : "•";
    return `${margin}${sign} ${lineOf(item.elements, names)}`;
  });
  return items.join("\n");
}

function lineOf(elements: z.infer<typeof inlines>, names: Names): string {
  return elements.map((element) => inlineAsMrkdwn(element, names)).join("");
}

function inlineAsMrkdwn(element: z.infer<typeof inline>, names: Names): string {
  switch (element.type) {
    case "text":
      return escaped(element.text);
    case "emoji":
      return charactersOf(element.unicode) ?? `:${element.name}:`;
    case "link":
      return tokenOf(escaped(element.url).replaceAll("|", "%7C"), element.text ? escaped(element.text) : undefined);
    case "user":
      return tokenOf(`@${element.user_id}`, names.get(`@${element.user_id}`));
    case "usergroup":
      return tokenOf(`!subteam^${element.usergroup_id}`, names.get(`!subteam^${element.usergroup_id}`));
    case "channel":
      return tokenOf(`#${element.channel_id}`, names.get(`#${element.channel_id}`));
    case "broadcast":
      return tokenOf(`!${element.range}`, undefined);
    case "color":
      return escaped(element.value);
    case "date":
      return escaped(element.fallback);
  }
}

/** `1f44b-1f3fb`; an emoji of the workspace's own has none. */
function charactersOf(unicode: string | null | undefined): string | null {
  if (!unicode || !/^[0-9a-f]{2,6}(-[0-9a-f]{2,6})*$/i.test(unicode)) return null;
  const points = unicode.split("-").map((point) => Number.parseInt(point, 16));
  return points.every((point) => point <= 0x10ffff) ? String.fromCodePoint(...points) : null;
}

function namesIn(text: string): Names {
  const found = text.matchAll(/<([@#!][^<>|]+)\|([^<>]+)>/g);
  return new Map([...found].map(([, target = "", name = ""]) => [target, name]));
}

function tokenOf(target: string, label: string | undefined): string {
  return label === undefined ? `<${target}>` : `<${target}|${label}>`;
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
