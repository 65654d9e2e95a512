import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import { Lead } from "../../domain/customers/customer.ts";
import { changeLeadStatus } from "../../domain/leads/change-lead.ts";
import { adoptLeads, noteContacted } from "../../domain/leads/note-contacted.ts";
import { newId } from "../../infra/ids.ts";
import { openWaitingConversations, type WaitingConversations } from "../../tests/support/waiting-conversations.ts";
import { readSignals } from "../signals/read-signals.ts";
import { signalPolicyOf } from "../signals/signal-policy.ts";
import { decayScores } from "./decay-scores.ts";
import { scoreMessage } from "./score-message.ts";

const HOUR_MS = 3_600_000;
const start = new Date("2026-11-23T09:00:00Z");
const hours = (count: number) => new Date(start.getTime() + count * HOUR_MS);
let desk: WaitingConversations;

beforeAll(async () => {
  desk = await openWaitingConversations();
});
afterAll(() => desk.close());

async function newLead(about: Partial<Lead> = {}): Promise<{ conversation: Conversation; lead: Lead }> {
  const conversation = await desk.addConversation();
  const lead = await desk.within(async ({ trx, orgId }) =>
    Lead.query(trx).insertAndFetch({ orgId, customerId: conversation.customerId, ...about }),
  );
  return { conversation, lead };
}

async function says(conversation: Conversation, text: string, at: Date): Promise<void> {
  const signals = readSignals(text, null, signalPolicyOf(new Map()));
  await desk.within((scope) =>
    scoreMessage(scope, { conversation, message: { id: newId(), sentAt: at }, text, signals, at }),
  );
}

const fetched = (lead: Lead) => desk.within(async ({ trx }) => Lead.query(trx).findById(lead.id).throwIfNotFound());
const kindsOf = async (lead: Lead) =>
  (
    await desk.rows<{ type: string }>("SELECT type FROM lead_activities WHERE lead_id = ? ORDER BY created_at, type", [
      lead.id,
    ])
  ).map(({ type }) => type);

describe("what customers write", () => {
  it("raises the score once a day for each kind, however often it is said", async () => {
    const { conversation, lead } = await newLead();
    await says(conversation, "How do I open an account?", hours(0));
    await says(conversation, "How do I open an account??", hours(1));
    expect(await kindsOf(lead)).toEqual(["account_question", "message"]);
    expect(await fetched(lead)).toMatchObject({
      score: 22,
      scoreDetails: { halfLifeDays: 14, reasons: [{ type: "account_question", points: 20 }, { type: "message" }] },
    });
    await says(conversation, "How do I open an account?", hours(25));
    expect((await fetched(lead)).score).toBe(43);
  });

  it("counts a deposit question, a question about documents, and coming back after days", async () => {
    const { conversation, lead } = await newLead();
    await says(conversation, "怎么入金？", hours(0));
    await says(conversation, "What documents do I need for verification?", hours(100));
    expect(await kindsOf(lead)).toEqual(["deposit_question", "message", "documents_question", "message", "returned"]);
  });

  it("keeps a way to reach them, the first of each sort, as nobody's word but theirs", async () => {
    const { conversation, lead } = await newLead();
    await says(conversation, "my number is 13800138000", hours(0));
    await says(conversation, "or +852 9123 4567, wang@example.com", hours(1));
    expect(await fetched(lead)).toMatchObject({ contactPhone: "+8613800138000", contactEmail: "wang@example.com" });
    const [customer] = await desk.rows("SELECT phone, email FROM customers WHERE id = ?", [conversation.customerId]);
    expect(customer).toEqual({ phone: null, email: null });
  });

  it("joins no lead of a file to who writes its number: anybody can", async () => {
    const imported = await desk.within(async ({ trx, orgId }) =>
      Lead.query(trx).insertAndFetch({ orgId, contactPhone: "+8613800138777", contactName: "Wang" }),
    );
    const { conversation, lead } = await newLead();
    await says(conversation, "my number is 13800138777", hours(0));
    expect((await fetched(lead)).contactPhone).toBe("+8613800138777");
    expect(await fetched(imported)).toMatchObject({ customerId: null, score: 0, status: "new" });
  });

  it("is worth what the organisation says", async () => {
    await desk.set("leads.points", { message: 40 });
    const { conversation, lead } = await newLead();
    await says(conversation, "hello", hours(0));
    await desk.set("leads.points", {});
    expect((await fetched(lead)).score).toBe(40);
  });

  it("counts for nobody in a group", async () => {
    const { conversation, lead } = await newLead();
    conversation.isGroup = true;
    await says(conversation, "How do I open an account?", hours(0));
    expect(await kindsOf(lead)).toEqual([]);
  });

  it("fades: the daily job lets scores fall, and leaves those at nothing alone", async () => {
    const { conversation, lead } = await newLead();
    await says(conversation, "How do I open an account?", start);
    const inTwoWeeks = { now: () => hours(14 * 24) };
    await decayScores({ db: desk.db, clock: inTwoWeeks });
    expect((await fetched(lead)).score).toBe(11);
    await decayScores({ db: desk.db, clock: { now: () => hours(400 * 24) } });
    expect((await fetched(lead)).score).toBe(0);
    expect(await decayScores({ db: desk.db, clock: { now: () => hours(401 * 24) } })).toBe(0);
  });
});

describe("what becomes of a lead", () => {
  it("is decided once where two decide at the same instant", async () => {
    const { lead } = await newLead({ status: "qualified" });
    const ann = await desk.addUser("Ann");
    const ben = await desk.addUser("Ben");
    const convert = async (userId: string) => {
      const seen = await fetched(lead);
      return desk.within((scope) => changeLeadStatus(scope, seen, { to: "converted", by: { userId }, at: start }));
    };
    const won = await Promise.all([ann, ben, ann, ben].map(convert));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await kindsOf(lead)).toEqual(["status_change"]);
    const trail = "SELECT count(*)::int AS count FROM audit_logs WHERE resource_id = ? AND action = 'lead.status'";
    expect(await desk.rows(trail, [lead.id])).toEqual([{ count: 1 }]);
    expect(await fetched(lead)).toMatchObject({ status: "converted", convertedAt: start });
  });

  it("only goes forward, and a first line of a person moves only what is new", async () => {
    const { conversation, lead } = await newLead({ status: "qualified" });
    const ann = await desk.addUser("Ann");
    await desk.within((scope) => noteContacted(scope, conversation.customerId, { userId: ann, at: start }));
    expect((await fetched(lead)).status).toBe("qualified");
    const back = await desk.within((scope) =>
      changeLeadStatus(scope, lead, { to: "contacted", by: { userId: ann }, at: start }),
    );
    expect(back).toBe(false);
  });

  it("is theirs who takes the conversation, unless somebody has the lead already", async () => {
    const { conversation, lead } = await newLead();
    const ann = await desk.addUser("Ann");
    const ben = await desk.addUser("Ben");
    for (const userId of [ann, ben]) {
      await desk.within((scope) => adoptLeads(scope, conversation.customerId, { userId, by: { userId }, at: start }));
    }
    expect(await fetched(lead)).toMatchObject({ assignedTo: ann, assignedAt: start });
  });
});
