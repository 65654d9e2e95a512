import { maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import { EVENT_VERSION } from "../../domain/control/event-types.ts";
import { MessageVersion } from "../../domain/conversations/message.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import type { DueDelivery } from "../../domain/outgoing/due-deliveries.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** What an endpoint is sent of an event: the same text for every attempt, unless a message was changed in between. */
export function eventBody(
  event: Omit<DueDelivery, "id" | "lane" | "attempts" | "giveUpAt">,
  text?: string | null,
): string {
  const { customerCode, conversationNumber } = event;
  return JSON.stringify({
    id: event.eventId,
    type: event.type,
    version: EVENT_VERSION,
    created_at: event.happenedAt.toISOString(),
    org: event.org,
    data: {
      [`${event.resourceType}Id`]: event.resourceId,
      ...event.payload,
      ...(customerCode === null ? {} : { customerCode }),
      ...(conversationNumber === null ? {} : { conversationCode: conversationCode(conversationNumber) }),
      ...(text === undefined ? {} : { text }),
    },
  });
}

/** Of an event of a message, what the message says now; undefined for everything else. */
export async function textOfEvent(
  { trx, orgId }: OrgScope,
  { resourceType, resourceId }: Pick<DueDelivery, "resourceType" | "resourceId">,
): Promise<string | null | undefined> {
  if (resourceType !== "message") return undefined;
  const latest = await MessageVersion.query(trx)
    .where({ orgId, messageId: resourceId })
    .orderBy("version", "desc")
    .first();
  if (latest) return latest.kind === "deleted" || latest.kind === "recalled" ? null : masked(latest.content);
  const message = await trx("messages").where({ org_id: orgId, id: resourceId }).first("content");
  return masked(message?.content ?? null);
}

/** Card numbers and passwords that a customer wrote go nowhere. */
function masked(text: string | null): string | null {
  return text === null ? null : maskSecrets(text);
}
