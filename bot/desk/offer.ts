import { z } from "zod";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { DeliveryAct } from "../delivery/queue-delivery.ts";
import { type RichText, toPlainText } from "../ports/rich-text.ts";
import { refuse } from "./refuse.ts";

export interface Offer {
  id: string;
  conversationId: string;
  kind: "answer" | "script" | "line" | "translation" | "material";
  content: RichText;
  script: NonNullable<DeliveryAct["script"]> | null;
  material: NonNullable<DeliveryAct["material"]> | null;
  /** The receipt of the line that was held, where it is one. */
  line: string | null;
}

/** How long words that somebody took to change count as the beginning of their next line. */
const EDITING_MS = 10 * 60_000;

const Details = z.object({
  script: z.object({ id: z.uuid(), version: z.number(), followUp: z.number().exactOptional() }).optional(),
  material: z.object({ id: z.uuid(), version: z.uuid() }).optional(),
  line: z.string().optional(),
});

/** An offer that nobody has used yet, locked. @throws RuleError with words for the person when it is gone or used. */
export async function takeOffer({ trx, orgId }: OrgScope, id: string, userId: string): Promise<Offer> {
  const row = /^[0-9a-f-]{36}$/.test(id)
    ? await trx("desk_offers").where({ org_id: orgId, id }).forUpdate().first()
    : undefined;
  if (!row) return refuse("no_offer", { en: "This offer does not exist any more.", zh: "此建议已不存在。" });
  if (row.user_id !== null && row.user_id !== userId) {
    return refuse("offer_of_another", {
      en: "This was offered to somebody else. Ask for it yourself.",
      zh: "此内容是提供给其他同事的，请自行查询。",
    });
  }
  if (row.status === "sent" || row.status === "dismissed") {
    return refuse("offer_used", { en: "This was sent or dismissed already.", zh: "此内容已发送或已忽略。" });
  }
  return offerOf(row);
}

/** Notes what became of a locked offer. */
export async function markOffer(
  { trx }: OrgScope,
  offer: Pick<Offer, "id">,
  use: { status: "sent" | "edited" | "dismissed"; userId: string; at: Date },
): Promise<void> {
  await trx("desk_offers").where({ id: offer.id }).update({ status: use.status, used_by: use.userId, used_at: use.at });
}

/** A line that was offered to several conversations went to one: the others lapse. */
export async function dropOtherChoices(
  { trx, orgId }: OrgScope,
  offer: Offer,
  use: { userId: string; at: Date },
): Promise<void> {
  if (offer.line === null) return;
  await trx("desk_offers")
    .where({ org_id: orgId, kind: "line", status: "open", user_id: use.userId })
    .whereRaw("details->>'line' = ?", [offer.line])
    .update({ status: "dismissed", used_by: use.userId, used_at: use.at });
}

/** The offer whose words this person took to change a short while ago; their next line to the customer comes from it. */
export async function findEditing(
  { trx, orgId }: OrgScope,
  conversationId: string,
  userId: string,
  now: Date,
): Promise<Offer | null> {
  const row = await trx("desk_offers")
    .where({ org_id: orgId, conversation_id: conversationId, status: "edited", used_by: userId })
    .where("used_at", ">", new Date(now.getTime() - EDITING_MS))
    .orderBy("used_at", "desc")
    .forUpdate()
    .first();
  return row ? offerOf(row) : null;
}

/** What a send says of the offer behind it: whether the words are still those that were offered. */
export function actOf(offer: Offer, text: string): Pick<DeliveryAct, "offer" | "script" | "material"> {
  const isChanged = text.trim() !== toPlainText(offer.content).trim();
  return {
    offer: { id: offer.id, isChanged },
    ...(offer.script ? { script: { ...offer.script, isChanged } } : {}),
    ...(offer.material ? { material: offer.material } : {}),
  };
}

function offerOf(row: Record<string, unknown>): Offer {
  const details = Details.safeParse(row["details"]);
  const { script, material, line } = details.data ?? {};
  return {
    id: row["id"] as string,
    conversationId: row["conversation_id"] as string,
    kind: row["kind"] as Offer["kind"],
    content: row["content"] as RichText,
    script: script ? { ...script, isChanged: false } : null,
    material: material ?? null,
    line: line ?? null,
  };
}
