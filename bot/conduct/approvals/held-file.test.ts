import { afterAll, beforeAll, expect, it } from "vitest";
import type { Conversation } from "../../../domain/conversations/conversation.ts";
import { inOrganization } from "../../../infra/db/organization-scope.ts";
import { newId } from "../../../infra/ids.ts";
import { openDesk, type TestDesk } from "../../../tests/support/held-texts.ts";
import type { ChannelDirectory } from "../../channels/channel-directory.ts";
import { findAsked, findRelease } from "../../files/released-files.ts";
import { decideApproval } from "./decide-approval.ts";
import { DECIDE_WITHIN_MS, expireApprovals } from "./expire-approvals.ts";
import { listPendingApprovals } from "./list-pending-approvals.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const note = newId();
const days = { days: 90, at: new Date() };

it("waits whatever is said with it, and who decides is told of the file and of the claims in its name", async () => {
  const { number } = await holdFile("guaranteed profit.pdf", "a".repeat(64));
  const pending = await inOrganization(desk.db, desk.orgId, listPendingApprovals);
  const one = pending.find((approval) => approval.number === number);
  expect(one).toMatchObject({ kind: "file", authorName: "Ann", customerName: "Carl", files: { note, count: 1 } });
  expect(one?.reason).toMatch(/^📎 guaranteed profit\.pdf · file \/ 文件 · 12 KB; .*guaranteed profit: /i);
  const harmless = await holdFile("fees.pdf", "b".repeat(64));
  expect(await statusOf(harmless.conversation)).toEqual(["held"]);
});

it("is released for the one who has the open conversation, by somebody else, and by that only its own bytes", async () => {
  const { number, conversation } = await holdFile("fees.pdf", "c".repeat(64));
  await expect(decide(number, desk.ann)).rejects.toMatchObject({ rule: "approval.own" });
  await own(conversation, desk.bob, "active");
  await expect(decide(number, desk.mia)).rejects.toMatchObject({ rule: "desk.not_owner" });
  await own(conversation, desk.ann, "resolved");
  await expect(decide(number, desk.mia)).rejects.toMatchObject({ rule: "desk.resolved" });
  expect(await statusOf(conversation)).toEqual(["held"]);
  await own(conversation, desk.ann, "active");
  await decide(number, desk.mia);
  expect(await statusOf(conversation)).toEqual(["cancelled", "queued"]);
  const found = (sha256: string, at = days.at) =>
    inOrganization(desk.db, desk.orgId, (scope) => findRelease(scope, sha256, { ...days, at }));
  expect(await found("c".repeat(64))).toEqual({ approval: number });
  expect(await found("d".repeat(64))).toBeNull();
  expect(await found("c".repeat(64), new Date(Date.now() + 91 * 24 * 60 * 60_000))).toBeNull();
});

it("goes back to its author after half an hour, who may ask again", async () => {
  const own = newId();
  const { number, conversation } = await holdFile("terms.pdf", "e".repeat(64), own);
  const asked = () => inOrganization(desk.db, desk.orgId, (scope) => findAsked(scope, own));
  expect(await asked()).toEqual({ number, status: "pending" });
  const later = { now: () => new Date(Date.now() + DECIDE_WITHIN_MS + 1000) };
  const ended = await expireApprovals(desk.db, later);
  expect(ended.map((claim) => claim.number)).toContain(number);
  expect(await statusOf(conversation)).toEqual(["cancelled"]);
  expect(await asked()).toBeNull();
});

async function holdFile(name: string, sha256: string, of = note) {
  const conversation = await desk.converse();
  await own(conversation, desk.ann, "active");
  const result = await desk.send(conversation, "Here it is.", {
    sender: { type: "agent", userId: desk.ann },
    files: [{ sha256, name, mimeType: "application/pdf", kind: "file" }],
    release: { note: of, files: [{ name, kind: "file", size: 12_000 }] },
  });
  if (!result.held) throw new Error("the file was not held");
  return { number: result.approvalNumber, conversation };
}

async function own({ id }: Conversation, agentId: string, status: "active" | "resolved"): Promise<void> {
  await desk.db.system("conversations").where({ id }).update({ agent_id: agentId, status });
}

function decide(number: number, by: string) {
  const channels = { byId: async () => desk.channel } as unknown as ChannelDirectory;
  const deps = { channels, clock: { now: () => new Date() } };
  return inOrganization(desk.db, desk.orgId, (scope) =>
    decideApproval(scope, deps, { number, decision: "approve", by }),
  );
}

async function statusOf({ id }: Conversation): Promise<string[]> {
  const rows = await desk.db.system("deliveries").where({ conversation_id: id }).orderBy("seq").select("status");
  return rows.map(({ status }) => status);
}
