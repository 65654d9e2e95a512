import { isIP } from "node:net";
import type { SecretBox } from "../../infra/crypto/secret-box.ts";
import { newWebhookSecret } from "../../infra/crypto/webhook-signature.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { ConflictError, InputError } from "../../infra/errors.ts";
import { isPublicAddress } from "../../infra/http/public-address.ts";
import { newId } from "../../infra/ids.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { eventTypes } from "../control/event-types.ts";

export interface NewEndpoint {
  url: string;
  /** Types of events; `*` for all. */
  events: readonly string[];
  /** The host of the address unless it is given. */
  name?: string;
  withText: boolean;
  allowHttp: boolean;
  allowPrivate: boolean;
}

const MAX_URL = 2000;
const MAX_NAME = 100;

/**
 * Adds an endpoint, which is told of what happens from now on. The secret is given here only: the database keeps it sealed.
 * @throws InputError, ConflictError when the name is taken.
 */
export async function addEndpoint(
  { trx, orgId }: OrgScope,
  secrets: SecretBox,
  by: AuditEntry["by"],
  wanted: NewEndpoint,
): Promise<{ id: string; name: string; secret: string; events: string[] }> {
  const url = readUrl(wanted);
  const events = readEvents(wanted.events);
  const name = (wanted.name ?? url.host).trim();
  if (name === "" || name.length > MAX_NAME) throw new InputError(`A name has 1 to ${MAX_NAME} characters`);
  const [id, secret] = [newId(), newWebhookSecret()];
  const { withText, allowHttp, allowPrivate } = wanted;
  const { rowCount } = await trx.raw(
    `INSERT INTO webhook_endpoints (id, org_id, name, url, events, with_text, allow_http, allow_private, secret, cursor_transaction)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, pg_snapshot_xmin(pg_current_snapshot())) ON CONFLICT DO NOTHING`,
    [id, orgId, name, url.href, events, withText, allowHttp, allowPrivate, JSON.stringify(secrets.seal(secret))],
  );
  if (rowCount === 0) throw new ConflictError(`There is an outgoing webhook "${name}" already: give another --name`);
  // Not the whole address: its path may be a secret of the other side.
  const changes = { name, host: url.host, events, withText, allowHttp, allowPrivate };
  await writeAudit(trx, { orgId, by, action: "webhook.add", resourceType: "webhook", resourceId: id, changes });
  return { id, name, secret, events };
}

/** An address that may be told of customers. @throws InputError */
function readUrl({ url: text, allowHttp, allowPrivate }: NewEndpoint): URL {
  if (!URL.canParse(text) || text.length > MAX_URL) {
    throw new InputError(`"${text.slice(0, 100)}" is no address, such as https://crm.example.com/deskhand`);
  }
  const url = new URL(text);
  if (url.protocol !== "https:" && !(allowHttp && url.protocol === "http:")) {
    throw new InputError(
      "The address must begin with https:// (or http:// with --allow-http, where nobody can listen in)",
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new InputError("The address must not hold a user name or password: requests are signed instead");
  }
  url.hash = "";
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  if (!allowPrivate && (literal === "localhost" || (isIP(literal) !== 0 && !isPublicAddress(literal)))) {
    throw new InputError(`${literal} is no public address; --allow-private permits one of your own network`);
  }
  return url;
}

/** @throws InputError with the types there are. */
function readEvents(given: readonly string[]): string[] {
  const events = [...new Set(given.map((event) => event.trim()).filter((event) => event !== ""))];
  if (events.includes("*")) return ["*"];
  const unknown = events.find((event) => !(eventTypes.codes as readonly string[]).includes(event));
  if (events.length > 0 && unknown === undefined) return events;
  throw new InputError(
    `${unknown === undefined ? "Say which events" : `There is no event "${unknown.slice(0, 60)}"`}: '*' for all, or of ${eventTypes.codes.join(", ")}`,
  );
}
