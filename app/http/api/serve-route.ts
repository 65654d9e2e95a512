import type { Request } from "express";
import { askedFrom, writeAudit } from "../../../domain/control/audit-log.ts";
import type { KeyHolder } from "../../../domain/organisation/find-key.ts";
import { inOrganization, type OrgScope } from "../../../infra/db/organization-scope.ts";
import { RuleError } from "../../../infra/errors.ts";
import { answerOnce, hashRequest, IdempotencyKey } from "./answer-once.ts";
import type { ApiAnswer, ApiDeps, ApiRoute } from "./api-route.ts";
import { ApiError } from "./problem.ts";
import { readRequest } from "./read-request.ts";
import { requirePermission } from "./require-permission.ts";

export interface Served {
  status: number;
  body: unknown;
  isReplay: boolean;
}

/**
 * One request of a known key, from permission to audit trail. What a route reads and writes is one transaction inside the
 * key's organisation. @throws what `problemOf` turns into an answer.
 */
export async function serveRoute(deps: ApiDeps, route: ApiRoute, key: KeyHolder, request: Request): Promise<Served> {
  try {
    requirePermission(key, route.permission);
    return await work(deps, route, key, request);
  } catch (error) {
    await noteRefusal(deps, route, key, { error, request });
    throw error;
  }
}

async function work(deps: ApiDeps, route: ApiRoute, key: KeyHolder, request: Request): Promise<Served> {
  const parts = {
    params: readRequest(route.params, request.params, "path"),
    query: readRequest(route.query, request.query, "query"),
    body: route.body ? readRequest(route.body, request.body, "body") : undefined,
  };
  const idempotencyKey = readIdempotencyKey(route, request);
  await route.prepare({ key, deps, query: parts.query });
  return inOrganization(deps.db, key.orgId, async (scope) => {
    await askedFrom(scope.trx, { address: request.ip, userAgent: request.get("User-Agent") });
    const handle = () => route.handle({ scope, key, deps, ...parts });
    const once = (name: string) => {
      const hash = hashRequest(request.method, request.originalUrl, request.body);
      return answerOnce(scope, { apiKeyId: key.id, idempotencyKey: name, hash }, handle);
    };
    const answer = idempotencyKey === null ? { ...(await handle()), isReplay: false } : await once(idempotencyKey);
    await noteCall(scope, route, key, answer);
    return answer;
  });
}

function readIdempotencyKey(route: ApiRoute, request: Request): string | null {
  const header = request.get("Idempotency-Key");
  if (route.method === "get" || header === undefined) return null;
  return readRequest(IdempotencyKey, header, "header");
}

/** An answer that is given again is written down again: it gives the same data once more. */
async function noteCall(
  { trx, orgId }: OrgScope,
  route: ApiRoute,
  key: KeyHolder,
  { about, status, isReplay }: { about: ApiAnswer["about"] | null; status: number; isReplay: boolean },
): Promise<void> {
  await writeAudit(trx, {
    orgId,
    by: { keyId: key.id },
    action: `api.${route.operationId}`,
    resourceType: about?.type ?? "api_key",
    resourceId: about?.id ?? key.id,
    changes: { status, ...(isReplay ? { isReplay } : {}) },
  });
}

/** What a key tried and may not, and what a rule forbade it, is kept too; mistakes in a request are not. */
async function noteRefusal(
  deps: ApiDeps,
  route: ApiRoute,
  key: KeyHolder,
  { error, request }: { error: unknown; request: Request },
): Promise<void> {
  const reason = error instanceof RuleError ? error.rule : error instanceof ApiError ? error.kind : null;
  if (reason === null || (error instanceof ApiError && error.kind !== "forbidden")) return;
  await inOrganization(deps.db, key.orgId, async ({ trx, orgId }) => {
    await askedFrom(trx, { address: request.ip, userAgent: request.get("User-Agent") });
    await writeAudit(trx, {
      orgId,
      by: { keyId: key.id },
      action: `api.${route.operationId}.refused`,
      resourceType: "api_key",
      resourceId: key.id,
      changes: { reason },
    });
  });
}
