import { z } from "zod";
import { SealedValue } from "../../infra/crypto/secret-box.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { NotFoundError } from "../../infra/errors.ts";

export const endpointStatuses = ["active", "paused", "removed"] as const;

/** Where an organisation has other systems told of what happens: an outgoing webhook. */
export interface Endpoint {
  id: string;
  name: string;
  url: string;
  /** Types of events, or `*` alone. */
  events: string[];
  withText: boolean;
  allowHttp: boolean;
  allowPrivate: boolean;
  secret: SealedValue | null;
  oldSecret: SealedValue | null;
  oldSecretUntil: Date | null;
  status: (typeof endpointStatuses)[number];
  pausedBy: "person" | "gone" | null;
  failures: number;
  retryAt: Date | null;
  createdAt: Date;
  /** It stands where nothing has happened yet: the database was restored into a server that counts transactions anew. */
  isAhead: boolean;
}

const columns = `id, name, url, events, with_text AS "withText", allow_http AS "allowHttp",
  allow_private AS "allowPrivate", secret, old_secret AS "oldSecret", old_secret_until AS "oldSecretUntil", status,
  paused_by AS "pausedBy", failures, retry_at AS "retryAt", created_at AS "createdAt",
  cursor_transaction >= pg_snapshot_xmax(pg_current_snapshot()) AS "isAhead"`;

const sealed = z.object({ secret: SealedValue.nullable(), oldSecret: SealedValue.nullable() });

/** The organisation's endpoints that were not removed, by name. */
export async function listEndpoints({ trx, orgId }: OrgScope): Promise<Endpoint[]> {
  const { rows } = await trx.raw(
    `SELECT ${columns} FROM webhook_endpoints WHERE org_id = ? AND status <> 'removed' ORDER BY lower(name)`,
    [orgId],
  );
  return rows.map(endpointOf);
}

/** The endpoint that a person means, locked. @throws NotFoundError naming those there are. */
export async function lockEndpoint(scope: OrgScope, nameOrId: string): Promise<Endpoint> {
  const endpoints = await listEndpoints(scope);
  const found = endpoints.find(({ id, name }) => id === nameOrId || name.toLowerCase() === nameOrId.toLowerCase());
  if (!found) {
    const names = endpoints.map(({ name }) => name).join(", ");
    throw new NotFoundError(`There is no outgoing webhook "${nameOrId.slice(0, 100)}". There are: ${names || "none"}`);
  }
  return (await lockEndpointById(scope, found.id)) ?? found;
}

/** The endpoint of an id, locked; null when it is another organisation's. */
export async function lockEndpointById({ trx, orgId }: OrgScope, id: string): Promise<Endpoint | null> {
  const { rows } = await trx.raw(
    `SELECT ${columns} FROM webhook_endpoints WHERE org_id = ? AND id = ? FOR NO KEY UPDATE`,
    [orgId, id],
  );
  return rows[0] ? endpointOf(rows[0]) : null;
}

function endpointOf(row: Endpoint): Endpoint {
  return { ...row, ...sealed.parse(row) };
}
