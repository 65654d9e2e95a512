import type { SecretBox } from "../../infra/crypto/secret-box.ts";
import { newWebhookSecret } from "../../infra/crypto/webhook-signature.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { resolveAlert } from "../control/alert.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import type { Endpoint } from "./endpoint.ts";
import { giveMoreTime } from "./settle-webhook.ts";
import { GIVE_UP_AFTER_MS } from "./spread-events.ts";

const HOUR_MS = 60 * 60_000;
/** For so long after a rotation the old secret signs as well. */
const OLD_SECRET_MS = 24 * HOUR_MS;

/** The cause of the alert that an endpoint is not told any more. */
export const webhookCause = (endpointId: string) => `webhook:${endpointId}`;

/** Stops telling a locked endpoint; what happens meanwhile is kept for it. False when it was so already. */
export async function pauseEndpoint(
  scope: OrgScope,
  by: AuditEntry["by"],
  endpoint: Pick<Endpoint, "id" | "name" | "status">,
  why: "person" | "gone",
): Promise<boolean> {
  if (endpoint.status !== "active") return false;
  await scope
    .trx("webhook_endpoints")
    .where({ org_id: scope.orgId, id: endpoint.id })
    .update({ status: "paused", paused_by: why, updated_at: scope.trx.fn.now() });
  await keep(scope, by, endpoint, "webhook.pause", { why });
  return true;
}

/** Lets a locked endpoint be told again, at once, of everything since. False when it was so already. */
export async function resumeEndpoint(
  scope: OrgScope,
  by: AuditEntry["by"],
  endpoint: Pick<Endpoint, "id" | "name" | "status">,
  now: Date,
): Promise<boolean> {
  if (endpoint.status !== "paused") return false;
  const { trx, orgId } = scope;
  await giveMoreTime(scope, endpoint.id, new Date(now.getTime() + GIVE_UP_AFTER_MS));
  await trx("webhook_endpoints")
    .where({ org_id: orgId, id: endpoint.id })
    .update({ status: "active", paused_by: null, failures: 0, retry_at: null, updated_at: trx.fn.now() });
  await resolveAlert(scope, webhookCause(endpoint.id));
  await keep(scope, by, endpoint, "webhook.resume", {});
  return true;
}

/** Ends a locked endpoint for good: its secrets are gone, what it was told stays on record. */
export async function removeEndpoint(
  scope: OrgScope,
  by: AuditEntry["by"],
  endpoint: Pick<Endpoint, "id" | "name">,
): Promise<void> {
  const { trx, orgId } = scope;
  const ended = { status: "removed", paused_by: null, secret: null, old_secret: null, old_secret_until: null };
  await trx("webhook_endpoints")
    .where({ org_id: orgId, id: endpoint.id })
    .update({ ...ended, updated_at: trx.fn.now() });
  await resolveAlert(scope, webhookCause(endpoint.id));
  await keep(scope, by, endpoint, "webhook.remove", {});
}

/** Gives a locked endpoint a new secret; the old one signs as well for a day. The new one is told here only. */
export async function rotateEndpointSecret(
  scope: OrgScope,
  secrets: SecretBox,
  by: AuditEntry["by"],
  endpoint: Pick<Endpoint, "id" | "name" | "secret">,
  now: Date,
): Promise<{ secret: string; oldUntil: Date }> {
  const secret = newWebhookSecret();
  const oldUntil = new Date(now.getTime() + OLD_SECRET_MS);
  await scope
    .trx("webhook_endpoints")
    .where({ org_id: scope.orgId, id: endpoint.id })
    .update({
      secret: JSON.stringify(secrets.seal(secret)),
      old_secret: JSON.stringify(endpoint.secret),
      old_secret_until: oldUntil,
      updated_at: now,
    });
  await keep(scope, by, endpoint, "webhook.rotate", { oldUntil: oldUntil.toISOString() });
  return { secret, oldUntil };
}

async function keep(
  { trx, orgId }: OrgScope,
  by: AuditEntry["by"],
  { id, name }: Pick<Endpoint, "id" | "name">,
  action: string,
  changes: Record<string, unknown>,
): Promise<void> {
  await writeAudit(trx, {
    orgId,
    by,
    action,
    resourceType: "webhook",
    resourceId: id,
    changes: { name, ...changes },
  });
}
