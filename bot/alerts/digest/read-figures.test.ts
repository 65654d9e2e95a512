import { afterAll, beforeAll, expect, it } from "vitest";
import { findOrganization } from "../../../domain/organisation/ensure-organization.ts";
import { connectDatabase, type Database } from "../../../infra/db/connect.ts";
import { inOrganization } from "../../../infra/db/organization-scope.ts";
import { newId } from "../../../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "../../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/test-database.ts";
import { dayWindow } from "./day-window.ts";
import { readFigures } from "./read-figures.ts";

let database: TestDatabase;
let db: Database;
let orgId: string;

const zone = "Asia/Shanghai";
const window = dayWindow(zone, new Date("2026-03-02T04:00:00Z"), 0);

interface Line {
  conversation: number;
  direction: "inbound" | "outbound" | "internal";
  sender: "customer" | "agent" | "ai" | "system";
  status: string;
  sentAt: Date;
  sentiment: "positive" | "neutral" | "negative" | null;
}

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 2, system: 2 });
  orgId = await findOrganization(db.system, "default");
  await db.system.raw("SELECT ensure_message_partition('2026-03-01'), ensure_message_partition('2026-02-20')");
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

it("counts a day as an obvious count does", async () => {
  const lines = someLines();
  await store(lines);
  const found = await inOrganization(db, orgId, (scope) => readFigures(scope, window, zone));
  const said = lines.filter(
    ({ direction, status }) => direction !== "internal" && !["held", "cancelled", "failed"].includes(status),
  );
  const today = said.filter(isToday);
  const of = (direction: string) => today.filter((line) => line.direction === direction);
  expect(found.messages).toEqual({
    fromCustomers: of("inbound").length,
    byBot: of("outbound").filter(({ sender }) => sender !== "agent").length,
    byPeople: of("outbound").filter(({ sender }) => sender === "agent").length,
  });
  expect(found.hours).toEqual({ fromCustomers: byHour(of("inbound")), fromUs: byHour(of("outbound")) });
  const waits = waitsOf(said).sort((left, right) => left - right);
  expect(waits.length).toBeGreaterThan(50);
  expect(found.response.answered).toBe(waits.length);
  expect(found.response.medianSeconds).toBeCloseTo(percentile(waits, 0.5), 3);
  expect(found.response.p90Seconds).toBeCloseTo(percentile(waits, 0.9), 3);
  const moods = lines.filter((line) => line.direction === "inbound" && isToday(line));
  const mood = (label: string) => moods.filter(({ sentiment }) => sentiment === label).length;
  expect(found.mood).toEqual({ positive: mood("positive"), neutral: mood("neutral"), negative: mood("negative") });
});

it("ranks the questions nobody answered and the scripts that were sent", async () => {
  const at = new Date(window.from.getTime() + 3_600_000);
  const ask = (question: string, outcome: string, created_at: Date) =>
    db.system("answers").insert({ id: newId(), org_id: orgId, question, outcome, mode: "none", created_at });
  await ask("Do you ship gold?", "not_answered", at);
  await ask(" do you ship gold? ", "not_answered", at);
  await ask("Who owns you?", "not_answered", at);
  await ask("How do I open an account?", "answered", at);
  await ask("Yesterday's?", "not_answered", new Date(window.from.getTime() - 1));
  await ask("Tomorrow's?", "not_answered", window.to);
  const { unanswered, scripts, conversations } = await inOrganization(db, orgId, (scope) =>
    readFigures(scope, window, zone),
  );
  expect(unanswered.map(({ question, count }) => [question.toLowerCase(), count])).toEqual([
    ["do you ship gold?", 2],
    ["who owns you?", 1],
  ]);
  expect(scripts).toEqual([]);
  expect(conversations).toEqual({ opened: CONVERSATIONS / 2, resolved: 3 });
});

const CONVERSATIONS = 20;

/** Written out of a fixed sequence, so that every run counts the same day. */
function someLines(): Line[] {
  let state = 7;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  return Array.from({ length: 900 }, (): Line => {
    const direction = (["inbound", "inbound", "outbound", "internal"] as const)[next(4)] ?? "inbound";
    const sender = direction === "inbound" ? "customer" : ((["agent", "ai", "system"] as const)[next(3)] ?? "ai");
    const isSaid = next(5) > 0;
    return {
      conversation: next(CONVERSATIONS),
      direction,
      sender,
      status:
        direction === "inbound" ? "received" : isSaid ? "sent" : (["held", "failed", "cancelled"][next(3)] ?? "held"),
      // From half a day before to half a day after, at distinct milliseconds.
      sentAt: new Date(window.from.getTime() - 43_200_000 + next(172_800_000)),
      sentiment:
        direction === "inbound" ? ((["positive", "neutral", "negative", null] as const)[next(4)] ?? null) : null,
    };
  });
}

const isToday = ({ sentAt }: Line) => sentAt >= window.from && sentAt < window.to;

function byHour(lines: Line[]): number[] {
  const hours = Array.from({ length: 24 }, () => 0);
  // Shanghai is eight hours ahead all year.
  for (const { sentAt } of lines) {
    const hour = (sentAt.getUTCHours() + 8) % 24;
    hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return hours;
}

function waitsOf(said: Line[]): number[] {
  const waits: number[] = [];
  for (let conversation = 0; conversation < CONVERSATIONS; conversation++) {
    const lines = said
      .filter((line) => line.conversation === conversation)
      .sort((left, right) => left.sentAt.getTime() - right.sentAt.getTime());
    let waitsSince: Date | null = null;
    for (const line of lines) {
      if (line.direction === "inbound") waitsSince ??= line.sentAt;
      else if (waitsSince) {
        if (waitsSince >= window.from && waitsSince < window.to) {
          waits.push((line.sentAt.getTime() - waitsSince.getTime()) / 1000);
        }
        waitsSince = null;
      }
    }
  }
  return waits;
}

function percentile(sorted: number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const low = sorted[Math.floor(position)] ?? 0;
  const high = sorted[Math.ceil(position)] ?? 0;
  return low + (high - low) * (position - Math.floor(position));
}

async function store(lines: Line[]): Promise<void> {
  const conversations = Array.from({ length: CONVERSATIONS }, (_, index) => ({
    id: newId(),
    org_id: orgId,
    number: 5000 + index,
    chat: `chat-${index}`,
    status: index < 3 ? "resolved" : "pending",
    created_at: new Date(window.from.getTime() + (index % 2 === 0 ? 60_000 : -60_000)),
    resolved_at: index < 3 ? new Date(window.to.getTime() - 1) : null,
  }));
  await db.system("conversations").insert(conversations);
  const rows = lines.map((line) => ({ ...line, id: newId() }));
  await db.system("messages").insert(
    rows.map((line) => ({
      id: line.id,
      org_id: orgId,
      conversation_id: conversations[line.conversation]?.id,
      direction: line.direction,
      sender_type: line.sender,
      status: line.status,
      sent_at: line.sentAt,
    })),
  );
  await db
    .system("message_insights")
    .insert(
      rows
        .filter(({ direction }) => direction === "inbound")
        .map(({ id, sentAt, sentiment }) => ({ message_id: id, message_sent_at: sentAt, org_id: orgId, sentiment })),
    );
}
