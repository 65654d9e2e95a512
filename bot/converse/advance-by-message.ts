import { advanceJourney } from "../../domain/customers/change-stage.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import { recordGroupMove } from "../../domain/customers/group-membership.ts";
import { afterEvent } from "../../domain/customers/journey.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ChatRef } from "../ports/inbound-event.ts";
import { groupOf } from "./group-member.ts";
import type { Parties } from "./open-conversation.ts";

/**
 * A customer who wrote has noticed us; one who writes after a person answered trusts us; one who writes in a group is
 * in it.
 */
export async function advanceByMessage(
  scope: OrgScope,
  channel: LiveChannel,
  { customer, isNew }: Parties,
  { chat, at }: { chat: ChatRef; at: Date },
): Promise<void> {
  const by = { by: { actor: "bot" as const }, at };
  if (chat.kind === "group" && isNew) {
    await recordGroupMove(scope, customer, await groupOf(scope, channel, chat), { kind: "joined" }, by);
  }
  const stage = customer.journeyStage;
  if (stage !== "awareness" && stage !== "attention") return;
  const event = (await wasAnsweredByPerson(scope, customer, at)) ? "replied_to_person" : "first_message";
  // Nearly always it changes nothing: then nothing is locked for it.
  if (afterEvent(stage, event) !== null) await advanceJourney(scope, customer, event, by);
}

/** A reply that a person wrote has reached them before. */
async function wasAnsweredByPerson({ trx, orgId }: OrgScope, { id }: Pick<Customer, "id">, at: Date): Promise<boolean> {
  const { rows } = await trx.raw(
    `SELECT EXISTS (SELECT FROM messages WHERE org_id = ? AND customer_id = ? AND sent_at < ? AND direction = 'outbound'
       AND sender_type = 'agent' AND status IN ('sent', 'delivered', 'read')) AS found`,
    [orgId, id, at],
  );
  return rows[0].found;
}
