import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Conversation } from "../../../domain/conversations/conversation.ts";
import { inOrganization } from "../../../infra/db/organization-scope.ts";
import { openDesk, type TestDesk } from "../../../tests/support/held-texts.ts";
import type { ChannelDirectory } from "../../channels/channel-directory.ts";
import { toPlainText } from "../../ports/rich-text.ts";
import { type ApprovalDecision, decideApproval } from "./decide-approval.ts";
import { DECIDE_WITHIN_MS, expireApprovals } from "./expire-approvals.ts";
import { listPendingApprovals } from "./list-pending-approvals.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const later = { now: () => new Date(Date.now() + DECIDE_WITHIN_MS + 1000) };

describe("a held text that is approved", () => {
  it("goes out after what the chat waits for, and wakes the chat", async () => {
    const conversation = await desk.converse();
    const number = await hold(conversation);
    await desk.send(conversation, "First in the queue.");
    await decide({ number, decision: "approve", by: desk.mia, reason: "Checked with legal." });
    expect((await deliveries(conversation)).map(({ status, text }) => [status, text])).toEqual([
      ["cancelled", expect.stringContaining("Guaranteed profit")],
      ["queued", expect.stringContaining("First in the queue.")],
      ["queued", "Guaranteed profit"],
    ]);
    const { rows } = await desk.db.system.raw(
      "SELECT count(*)::int AS jobs FROM graphile_worker.jobs WHERE key LIKE ?",
      [`deliver:%:${conversation.chat}`],
    );
    expect(rows[0].jobs).toBe(1);
  });

  it("is counted, and leaves its event and its line in the trail", async () => {
    const conversation = await desk.converse();
    const number = await hold(conversation);
    await decide({ number, decision: "approve", by: desk.mia });
    const [row] = await desk.db.system("conversations").where({ id: conversation.id }).select("message_count");
    expect(row.message_count).toBe(1);
    expect(await messageStatus(conversation)).toEqual(["queued"]);
    const events = await desk.db
      .system("conversation_events")
      .where({ conversation_id: conversation.id })
      .orderBy("id");
    expect(events.map((event) => event.event_type)).toEqual(["reply_held", "reply_released"]);
    const [audit] = await desk.db
      .system("audit_logs")
      .where({ action: "approval.approve" })
      .whereRaw("changes->>'number' = ?", [String(number)]);
    expect(audit).toMatchObject({ user_id: desk.mia, resource_type: "approval" });
  });

  it("carries what the customer has to be told by then", async () => {
    const conversation = await desk.converse();
    const { approvalNumber } = (await desk.send(conversation, "Guaranteed profit", {
      sender: { type: "ai" },
    })) as { approvalNumber: number };
    await desk.send(conversation, "An agent wrote meanwhile.", { sender: { type: "agent", userId: desk.bob } });
    await decide({ number: approvalNumber, decision: "approve", by: desk.mia });
    expect((await deliveries(conversation)).at(-1)?.text).toBe(
      "This is an automated answer. To reach a person, reply “human”.\n\nGuaranteed profit",
    );
  });

  it("is not sent unasked to who has opted out since, and stays undecided", async () => {
    const conversation = await desk.converse();
    const number = await hold(conversation, { purpose: "marketing" });
    await desk.db.system("consents").insert({
      id: conversation.id,
      org_id: desk.orgId,
      customer_id: conversation.customerId,
      kind: "marketing",
      state: "withdrawn",
    });
    await expect(decide({ number, decision: "approve", by: desk.mia })).rejects.toMatchObject({
      code: "rule.consent.withdrawn",
    });
    expect(await pending()).toContain(number);
  });

  it("tells whom to tell, and what was said since", async () => {
    const conversation = await desk.converse();
    const number = await hold(conversation);
    await desk.send(conversation, "One moment please.", { sender: { type: "agent", userId: desk.bob } });
    await hold(conversation);
    expect(await decide({ number, decision: "approve", by: desk.mia })).toMatchObject({
      number,
      outcome: "approved",
      authorId: desk.ann,
      decidedBy: desk.mia,
      hits: [{ entry: "guaranteed_return", words: "Guaranteed profit" }],
      saidSince: [{ from: "person", userId: desk.bob, content: "One moment please." }],
    });
  });
});

describe("a held text that is rejected", () => {
  it("never goes out, and its author hears the reason", async () => {
    const conversation = await desk.converse();
    const number = await hold(conversation);
    expect(await decide({ number, decision: "reject", by: desk.mia, reason: " No promises. " })).toMatchObject({
      outcome: "rejected",
      authorId: desk.ann,
      decisionReason: "No promises.",
    });
    expect((await deliveries(conversation)).map(({ status }) => status)).toEqual(["cancelled"]);
    expect(await messageStatus(conversation)).toEqual(["cancelled"]);
  });

  it("needs a reason", async () => {
    const number = await hold(await desk.converse());
    await expect(decide({ number, decision: "reject", by: desk.mia, reason: "  " })).rejects.toMatchObject({
      code: "input.invalid",
    });
  });
});

describe("who decides", () => {
  it("is never the author", async () => {
    const number = await hold(await desk.converse());
    for (const decision of ["approve", "reject"] as const) {
      await expect(decide({ number, decision, by: desk.ann, reason: "mine" })).rejects.toMatchObject({
        code: "rule.approval.own",
      });
    }
    expect(await pending()).toContain(number);
  });

  it("is one person: of two at the same instant the other is told who was first", async () => {
    for (let round = 0; round < 5; round += 1) {
      const conversation = await desk.converse();
      const number = await hold(conversation);
      const results = await Promise.allSettled([
        decide({ number, decision: "approve", by: desk.mia }),
        decide({ number, decision: "approve", by: desk.bob }),
        decide({ number, decision: "reject", by: desk.bob, reason: "No." }),
      ]);
      const lost = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
      expect(lost).toHaveLength(2);
      for (const error of lost) {
        expect(error).toMatchObject({
          code: "conflict",
          message: expect.stringMatching(/^(Mia|Bob) has (approved|rejected)/),
        });
      }
      expect((await deliveries(conversation)).filter(({ status }) => status === "queued").length).toBeLessThanOrEqual(
        1,
      );
    }
  });

  it("is told of a number that nothing has", async () => {
    await expect(decide({ number: 999_999, decision: "approve", by: desk.mia })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("a held text that nobody decides on", () => {
  it("goes back to its author after half an hour, once, however many processes look", async () => {
    const conversation = await desk.converse();
    const number = await hold(conversation);
    expect((await expireApprovals(desk.db, { now: () => new Date() })).map((one) => one.number)).not.toContain(number);
    const told: number[] = [];
    const tell = async (_scope: unknown, ended: { number: number }) => void told.push(ended.number);
    await Promise.all([1, 2, 3].map(() => expireApprovals(desk.db, later, tell)));
    expect(told.filter((one) => one === number)).toEqual([number]);
    expect((await deliveries(conversation)).map(({ status }) => status)).toEqual(["cancelled"]);
    expect(await messageStatus(conversation)).toEqual(["cancelled"]);
    await expect(decide({ number, decision: "approve", by: desk.mia })).rejects.toMatchObject({
      message: `${number} went back to its author: nobody decided in time.`,
    });
  });

  it("is not given back when the telling fails", async () => {
    const number = await hold(await desk.converse());
    const fail = () => Promise.reject(new Error("the desk is away"));
    await expect(expireApprovals(desk.db, later, fail)).rejects.toThrow("the desk is away");
    expect(await pending()).toContain(number);
  });

  it("goes back although one before it fails", async () => {
    const bad = await hold(await desk.converse());
    const next = await hold(await desk.converse());
    const tell = async (_scope: unknown, { number }: { number: number }) => {
      if (number === bad) throw new Error("the desk is away");
    };
    await expect(expireApprovals(desk.db, later, tell)).rejects.toThrow("the desk is away");
    const left = await pending();
    expect(left).toContain(bad);
    expect(left).not.toContain(next);
  });
});

describe("a decision that cannot be made", () => {
  it("says why in the language of whoever decides", async () => {
    const conversation = await desk.converse();
    const [waits, done] = [await hold(conversation), await hold(conversation)];
    await decide({ number: done, decision: "approve", by: desk.mia });
    const wordsOf = (decision: ApprovalDecision) =>
      decide(decision).then(
        () => "decided",
        (error) => error.details.words.zh,
      );
    expect(await wordsOf({ number: 999_999, decision: "approve", by: desk.mia })).toBe(
      "没有编号为 999999 的待审内容。",
    );
    expect(await wordsOf({ number: waits, decision: "approve", by: desk.ann })).toBe(
      "不能审批自己的内容，须由他人审批。",
    );
    expect(await wordsOf({ number: done, decision: "reject", by: desk.bob, reason: "Late." })).toBe(
      `Mia 已批准 ${done}。`,
    );
    expect(await wordsOf({ number: waits, decision: "reject", by: desk.mia })).toBe("请说明原因，提交人会看到。");
  });
});

it("lists what waits, with who wrote what to whom and why it is held", async () => {
  const conversation = await desk.converse();
  const number = await hold(conversation);
  const list = await inOrganization(desk.db, desk.orgId, listPendingApprovals);
  expect(list.find((one) => one.number === number)).toMatchObject({
    kind: "claim",
    authorId: desk.ann,
    authorName: "Ann",
    conversation: conversation.number,
    customerName: "Carl",
    content: "Guaranteed profit",
    reason: expect.stringContaining("不得承诺或保证收益"),
  });
});

async function hold(conversation: Conversation, change: Parameters<TestDesk["send"]>[2] = {}): Promise<number> {
  const result = await desk.send(conversation, "Guaranteed profit", {
    sender: { type: "agent", userId: desk.ann },
    ...change,
  });
  if (!result.held) throw new Error("the text was not held");
  return result.approvalNumber;
}

function decide(decision: ApprovalDecision) {
  const channels = { byId: async () => desk.channel } as unknown as ChannelDirectory;
  const deps = { channels, clock: { now: () => new Date() } };
  return inOrganization(desk.db, desk.orgId, (scope) => decideApproval(scope, deps, decision));
}

async function pending(): Promise<number[]> {
  return (await inOrganization(desk.db, desk.orgId, listPendingApprovals)).map(({ number }) => number);
}

async function deliveries(conversation: Conversation): Promise<{ status: string; text: string }[]> {
  const rows = await desk.db.system("deliveries").where({ conversation_id: conversation.id }).orderBy("seq");
  return rows.map((row) => ({ status: row.status, text: toPlainText(row.content) }));
}

async function messageStatus(conversation: Conversation): Promise<string[]> {
  const rows = await desk.db.system("messages").where({ conversation_id: conversation.id }).orderBy("id");
  return rows.map((row) => row.status);
}
