import { createHash } from "node:crypto";
import { z } from "zod";
import { findAnswer, holdRequest, type KeptAnswer, keepAnswer } from "../../../domain/control/api-answers.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { ApiAnswer } from "./api-route.ts";
import { ApiError } from "./problem.ts";

/** What a sender may name a write by: printable ASCII. */
export const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{1,200}$/, "must be 1 to 200 printable ASCII characters");

/** What is sent twice under one name must be this, byte for byte of its meaning. */
export function hashRequest(method: string, url: string, body: unknown): Buffer {
  return createHash("sha256")
    .update(`${method} ${url}\n${JSON.stringify(body ?? null)}`)
    .digest();
}

/**
 * Works a named write once: the same request again is answered as the first was. The name, the work and the answer are one
 * transaction, so that a write which was refused or cut off leaves nothing and may be tried again under its name.
 * @throws ApiError 409 while the first is at work, 422 when the name belongs to another request.
 */
export async function answerOnce(
  scope: OrgScope,
  request: { apiKeyId: string; idempotencyKey: string; hash: Buffer },
  work: () => Promise<ApiAnswer>,
): Promise<Pick<KeptAnswer, "status" | "body" | "about"> & { isReplay: boolean }> {
  if (!(await holdRequest(scope, request))) throw new ApiError("in-flight");
  const kept = await findAnswer(scope, request);
  if (kept && !kept.requestHash.equals(request.hash)) throw new ApiError("key-reused");
  if (kept) return { status: kept.status, body: kept.body, about: kept.about, isReplay: true };
  const answer = await work();
  await keepAnswer(scope, request, { requestHash: request.hash, ...answer });
  return { ...answer, isReplay: false };
}
