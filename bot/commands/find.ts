import { maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import { maskedLine } from "../../domain/content/secrets/masked-excerpt.ts";
import { writeAudit } from "../../domain/control/audit-log.ts";
import { archivedMonths } from "../../domain/conversations/archived-months.ts";
import { type FoundMessage, searchMessages } from "../../domain/conversations/search-messages.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { errorCode } from "../../infra/db/error-code.ts";
import { archivedWords } from "../desk/archived-words.ts";
import { refuse } from "../desk/refuse.ts";
import { isTextWithheld } from "../desk/text-withheld.ts";
import { bold, type Inline, paragraph, plainText, type RichText } from "../ports/rich-text.ts";
import type { Command, CommandContext } from "./command.ts";

const SHOWN = 20;
const USUAL_DAYS = 90;
const MAX_DAYS = 3_660;
const MAX_TERMS = 5;
const MAX_TERM = 100;
const DAY_MS = 24 * 60 * 60_000;
const BEFORE_HIT = 40;
const EXCERPT = 160;

/** Searches what was said, in the reach of who asks; for them alone, and kept that they did. */
export const find: Command = {
  name: "find",
  words: ["寻找", "查找"],
  permission: "record.find",
  usage: "WORDS [days:N]",
  description: { en: "Search messages, shown to you alone, and logged", zh: "搜索消息，仅向您显示，并作记录" },
  run: async (context, args) => {
    const { language } = context;
    const { terms, days } = readSearch(args);
    const found = await search(context, terms, days);
    const shown = found.slice(0, SHOWN);
    await noteSearch(context, terms, days, shown);
    const archived = archivedWords(await archivedMonths(context.scope, { since: sinceOf(context, days) }), language);
    if (shown.length === 0) {
      const none = plainText(
        {
          en: `Nothing with these words in the last ${days} days. Further back: days:${Math.min(days * 4, MAX_DAYS)}`,
          zh: `最近 ${days} 天内没有包含这些词的消息。更早的请加 days:${Math.min(days * 4, MAX_DAYS)}`,
        }[language],
      );
      return [...none, ...archived];
    }
    const more = found.length > SHOWN;
    const title = {
      en: `${more ? `The newest ${SHOWN}` : shown.length} in the last ${days} days · for you alone, and logged`,
      zh: `最近 ${days} 天${more ? `最新 ${SHOWN} 条` : `共 ${shown.length} 条`} · 仅您可见，已记录`,
    }[language];
    const items: Inline[][] = [];
    for (const one of shown) items.push([{ type: "text", text: await lineOf(context, one, terms) }]);
    const say: RichText = [paragraph(bold(title)), { type: "list", ordered: false, items }, ...archived];
    return say;
  },
};

interface Search {
  terms: string[];
  days: number;
}

/** `guaranteed return days:365`, `"guaranteed return"`: each word, or what stands in quotes, must be there. */
function readSearch(args: string): Search {
  const [, told] = /(?:^|\s)(?:days|天)[:：](\d{1,5})(?=\s|$)/iu.exec(args) ?? [];
  const days = told === undefined ? USUAL_DAYS : Number(told);
  const rest = args.replace(/(?:^|\s)(?:days|天)[:：]\d{1,5}(?=\s|$)/iu, " ");
  const terms = [...rest.matchAll(/["“”]([^"“”]+)["“”]|(\S+)/gu)]
    .map(([, quoted, word]) => (quoted ?? word ?? "").trim())
    .filter((term) => term !== "");
  const isFitting = terms.every((term) => [...term].length >= 2 && term.length <= MAX_TERM);
  if (terms.length === 0 || terms.length > MAX_TERMS || !isFitting || days < 1 || days > MAX_DAYS) {
    return refuse("find", {
      en: `Search for one to ${MAX_TERMS} words of at least two characters, in quotes where they stand together: /find "guaranteed return" days:365. Without days:N (up to ${MAX_DAYS}) it is the last ${USUAL_DAYS} days.`,
      zh: `请输入 1 至 ${MAX_TERMS} 个词，每个至少两个字符；连在一起的短语请加引号：/查找 保本 收益 days:365。不写 days:N（最多 ${MAX_DAYS}）则为最近 ${USUAL_DAYS} 天。`,
    });
  }
  return { terms, days };
}

function sinceOf({ deps }: CommandContext, days: number): Date {
  return new Date(deps.clock.now().getTime() - days * DAY_MS);
}

async function search(context: CommandContext, terms: string[], days: number): Promise<FoundMessage[]> {
  const { scope, staff } = context;
  const since = sinceOf(context, days);
  try {
    return await searchMessages(scope, {
      terms,
      since,
      now: context.deps.clock.now(),
      limit: SHOWN + 1,
      reader: staff,
    });
  } catch (error) {
    if (!isTooLong(error)) throw error;
    return refuse("find_long", {
      en: "These words are so rare that the search took too long. Ask for fewer days: days:30.",
      zh: "这些词出现太少，搜索用时过长。请缩短范围：days:30。",
    });
  }
}

/** The database ended the statement. */
function isTooLong(error: unknown): boolean {
  return errorCode(error) === "57014";
}

/** Who looked for what, and in which conversations it was shown to them. */
async function noteSearch(
  { scope, staff }: CommandContext,
  terms: readonly string[],
  days: number,
  shown: readonly FoundMessage[],
): Promise<void> {
  const conversations = [...new Set(shown.map((one) => conversationCode(one.conversationNumber)))];
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: { userId: staff.userId },
    action: "record.find",
    resourceType: "organization",
    resourceId: scope.orgId,
    changes: { words: terms.map(maskSecrets), days, shown: shown.length, conversations },
  });
}

async function lineOf({ scope, channel, language }: CommandContext, one: FoundMessage, terms: readonly string[]) {
  const isWithheld = await isTextWithheld(scope, channel, one);
  const text = isWithheld ? withheld[language] : excerpt(one.content, terms);
  const at = one.sentAt.toISOString().slice(0, 16).replace("T", " ");
  const who = { inbound: "👤", outbound: one.author ? `🧑‍💼 ${one.author}` : "🤖", internal: `🔒 ${one.author ?? ""}` };
  const held = one.status === "held" ? { en: " (held)", zh: "（已拦截）" }[language] : "";
  const whose = [conversationCode(one.conversationNumber), one.customerName].filter(Boolean).join(" ");
  return `${at} ${whose} · ${who[one.direction].trim()}${held}: ${text}`;
}

const withheld: Record<Language, string> = { en: "[withheld: region]", zh: "［地区限制，未显示］" };

/** What stands around the first term, masked. */
function excerpt(content: string, terms: readonly string[]): string {
  const text = maskedLine(content);
  const at = Math.max(0, text.toLowerCase().indexOf((terms[0] ?? "").toLowerCase()));
  const from = Math.max(0, at - BEFORE_HIT);
  const piece = text.slice(from, from + EXCERPT).toWellFormed();
  return `${from > 0 ? "…" : ""}${piece}${from + EXCERPT < text.length ? "…" : ""}`;
}
