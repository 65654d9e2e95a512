import { findMaterialsInForce } from "../../domain/content/materials/find-materials.ts";
import type { Material } from "../../domain/content/materials/material.ts";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import { funnelLayerOf } from "../../domain/customers/funnel-layer.ts";
import { readSells, sellingPaused } from "../../domain/funds/selling-paused.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { readTarget, whichConversation } from "../desk/which-conversation.ts";
import { isFor, offerMaterials } from "../materials/offer-materials.ts";
import { paragraph, plainText } from "../ports/rich-text.ts";
import type { Command, CommandAnswer, CommandContext } from "./command.ts";

const SHOWN = 3;
/** So many that fit are looked through for those that may be sent to this customer. */
const CONSIDERED = 100;

/** Approved pictures, videos, documents and texts for the customer at hand. */
export const material: Command = {
  name: "material",
  words: ["素材", "物料"],
  permission: "material.use",
  usage: "[C1042] QUERY",
  description: { en: "Find an approved picture, video or text to send", zh: "查找已批准的图片、视频或文案并发送" },
  plan: async ({ deps, channel }, args) => {
    const { rest: query } = readTarget(args, null);
    if (query === "") return async ({ language }) => plainText(usage[language]);
    const found = await deps.findMaterials({ orgId: channel.orgId, query });
    const versions = found.slice(0, CONSIDERED).map(({ id }) => id);
    return (context) => showMaterials(context, versions, { args, query });
  },
};

async function showMaterials(
  context: CommandContext,
  versions: readonly string[],
  { args, query }: { args: string; query: string },
): Promise<CommandAnswer> {
  const { scope, staff, language } = context;
  const { where } = readTarget(args, context.conversationId);
  const here = where ? await whichConversation(scope, args, context.conversationId) : null;
  // Looked at again: one may have been retired or changed since it was found.
  const inForce = await findMaterialsInForce(scope, versions);
  const allowed = here ? await withoutSelling(context, inForce, here.customer) : inForce;
  const note = allowed.length < inForce.length ? [paragraph(sellsNothing[language])] : [];
  if (allowed.length === 0) return [...plainText(nothing(query, language)), ...note];
  const layer = here ? await funnelLayerOf(scope, here.customer.id) : null;
  // What is meant for others is still found, below what is meant for them.
  const fits = (one: Material) => layer === null || isFor(one, layer);
  const shown = [...allowed.filter(fits), ...allowed.filter((one) => !fits(one))].slice(0, SHOWN);
  const { content, buttons } = await offerMaterials(scope, shown, {
    conversationId: here?.conversation.id ?? null,
    layer,
    userId: staff.userId,
    language,
  });
  const head = paragraph(here ? forCustomer(here, language) : forNobody[language]);
  return { say: [head, ...note, ...content], ...(buttons.length > 0 ? { buttons } : {}), to: "asker" };
}

async function withoutSelling({ scope }: CommandContext, materials: Material[], { id }: Customer): Promise<Material[]> {
  if (materials.length === 0 || !(await sellingPaused(scope, id))) return materials;
  const sells = await readSells(scope);
  return materials.filter((one) => !sells(one));
}

const sellsNothing: Record<Language, string> = {
  en: "Materials that sell are left out: this customer's withdrawal waits.",
  zh: "该客户有出金申请处理中，已略去推销类素材。",
};

function forCustomer(
  { conversation, customer }: { conversation: Conversation; customer: Customer },
  language: Language,
): string {
  const code = conversationCode(conversation.number);
  return {
    en: `Materials for ${customer.name} (${code}). Only you see this; nothing was sent.`,
    zh: `可发送给 ${customer.name}（${code}）的素材。仅您可见，尚未发送。`,
  }[language];
}

const forNobody: Record<Language, string> = {
  en: "Ask in a conversation's thread, or add its code (C1042), to send them.",
  zh: "在会话话题中查询，或附上会话编号（如 C1042），即可发送。",
};

function nothing(query: string, language: Language): string {
  return {
    en: `No approved material fits “${query}”.`,
    zh: `没有符合“${query}”的已批准素材。`,
  }[language];
}

const usage: Record<Language, string> = {
  en: "Look for what? For example: /material fees at a glance.",
  zh: "查找什么？例如：/素材 费用一览。",
};
