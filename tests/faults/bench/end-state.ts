import type { FaultDatabase } from "./database.ts";
import { aboutOf, type Load } from "./load.ts";
import { type FaultPlatforms, type PlatformName, platformNames } from "./platforms.ts";

/** What must hold when a fault is over and everything has been worked. */
export interface EndState {
  sent: number;
  /** Never acknowledged: the platform would still be trying. */
  unacknowledged: number;
  /** Acknowledged, and no message of the record, or no answer. Must be 0. */
  lost: number;
  /** Rows that stand for the same message or answer. Must be 0. */
  duplicateRows: number;
  /** Messages of ours that a customer sees twice, by platform. */
  shownTwice: Record<PlatformName, number>;
  /** Answers of which nobody can tell whether they were shown. */
  uncertain: number;
  /** Chats whose answers stand in another order than they were decided in, or than was asked. Must be 0. */
  outOfOrder: number;
  /** What `deskhand verify` finds. Must be nothing. */
  unverified: string[];
  /** What stands in the way, for whoever reads a failure. */
  notes: string[];
}

/** Reads the end state from the product's database and from what the platforms show. */
export async function endState(database: FaultDatabase, platforms: FaultPlatforms, load: Load): Promise<EndState> {
  const notes: string[] = [];
  const inbound = await countInbound(database);
  const answers = await readAnswers(database);
  const duplicateRows = await countDuplicateRows(database);
  const shownTwice: Record<PlatformName, number> = { telegram: 0, slack: 0, wecom: 0 };
  let outOfOrder = 0;
  let lost = 0;
  for (const platform of platformNames) {
    const written = load.sent.filter((sent) => sent.platform === platform);
    const acknowledged = written.filter(({ isAcknowledged }) => isAcknowledged).length;
    const stored = inbound.get(platform) ?? 0;
    lost += Math.max(0, acknowledged - stored);
    if (stored < acknowledged) notes.push(`${platform}: ${acknowledged} acknowledged, ${stored} in the record`);
    for (let chat = 0; chat < platforms.chats; chat++) {
      const shown = platforms.shown(platform, chat);
      const asked = written.filter((sent) => sent.chat === chat);
      const about = shown.map(({ text }) => aboutOf(text));
      // Questions alternate, so that an answer which is shown twice is the same as the one before it.
      const once = about.filter((kind, at) => kind !== about[at - 1]);
      const seqs = shown.map(({ id }) => answers.seqOf.get(id));
      const known = seqs.filter((seq) => seq !== undefined);
      shownTwice[platform] += shown.length - known.length;
      const isShuffled = load.shuffled.has(`${platform}:${chat}`);
      const inOrder = known.every((seq, at) => at === 0 || seq > (known[at - 1] ?? 0));
      const asAsked = isShuffled || asked.every(({ about: kind }, at) => kind === once[at]);
      if (inOrder && asAsked && (isShuffled || once.length === asked.length)) continue;
      // Nobody can tell whether a text was shown whose sending was given up in doubt.
      if (inOrder && answers.isUncertain(platforms.chatId(platform, chat))) continue;
      const isComplete = asked.every(({ isAcknowledged }) => isAcknowledged);
      if (!isComplete && inOrder) continue;
      outOfOrder += 1;
      notes.push(`${platform} ${chat}: asked ${asked.map(({ about: kind }) => kind)}, shown ${about}, ${seqs}`);
    }
  }
  const unanswered = await countUnanswered(database);
  if (unanswered > 0) notes.push(`${unanswered} messages of the record have no answer that was sent`);
  return {
    sent: load.sent.length,
    unacknowledged: load.sent.filter(({ isAcknowledged }) => !isAcknowledged).length,
    lost: lost + unanswered,
    duplicateRows,
    shownTwice,
    uncertain: answers.uncertain,
    outOfOrder,
    unverified: await database.unverified(),
    notes: notes.slice(0, 10),
  };
}

/** Whether nothing waits any more: at the platforms, in the inbox or on its way out. */
export async function isSettled(database: FaultDatabase, load: Load): Promise<boolean> {
  const stored = Array.from((await countInbound(database)).values()).reduce((sum, count) => sum + count, 0);
  if (stored < load.sent.filter(({ isAcknowledged }) => isAcknowledged).length) return false;
  const [row] = await database.query(
    `SELECT NOT EXISTS (SELECT FROM inbound_receipts WHERE status = 'pending')
       AND NOT EXISTS (SELECT FROM deliveries WHERE status IN ('queued', 'sending'))
       AND NOT EXISTS (SELECT FROM graphile_worker.jobs WHERE key LIKE 'pull:%') AS settled`,
  );
  return row?.["settled"] === true;
}

async function countInbound(database: FaultDatabase): Promise<Map<string, number>> {
  const rows = await database.query(
    `SELECT c.platform, count(*)::int AS stored FROM messages m JOIN conversations v ON v.id = m.conversation_id
     JOIN channels c ON c.id = v.channel_id
     WHERE m.direction = 'inbound' GROUP BY c.platform`,
  );
  return new Map(rows.map((row) => [String(row["platform"]), Number(row["stored"])]));
}

async function readAnswers(
  database: FaultDatabase,
): Promise<{ seqOf: Map<string, number>; uncertain: number; isUncertain(chat: string): boolean }> {
  const rows = await database.query(
    `SELECT external_message_id AS id, seq, status, chat FROM deliveries WHERE audience = 'customer' AND operation = 'send'`,
  );
  const sent = rows.filter((row) => row["id"] !== null);
  const uncertain = rows.filter((row) => row["status"] === "uncertain");
  return {
    seqOf: new Map(sent.map((row) => [String(row["id"]), Number(row["seq"])])),
    uncertain: uncertain.length,
    isUncertain: (chat) => uncertain.some((row) => String(row["chat"]) === chat),
  };
}

/** Messages that stand twice for one of the platform's, and answers beyond one a message. */
async function countDuplicateRows(database: FaultDatabase): Promise<number> {
  const [row] = await database.query(
    `SELECT (SELECT coalesce(sum(n - 1), 0)::int FROM (
         SELECT count(*) AS n FROM messages m JOIN conversations v ON v.id = m.conversation_id
         WHERE m.direction = 'inbound' GROUP BY v.channel_id, m.external_message_id HAVING count(*) > 1) AS twice)
       + greatest(0, (SELECT count(*)::int FROM deliveries WHERE audience = 'customer' AND operation = 'send')
         - (SELECT count(*)::int FROM messages WHERE direction = 'inbound')) AS rows`,
  );
  return Number(row?.["rows"]);
}

/** Customers' messages beyond the answers that were sent, or may have been. */
async function countUnanswered(database: FaultDatabase): Promise<number> {
  const [row] = await database.query(
    `SELECT greatest(0, (SELECT count(*)::int FROM messages WHERE direction = 'inbound')
       - (SELECT count(*)::int FROM deliveries
          WHERE audience = 'customer' AND operation = 'send' AND status IN ('sent', 'uncertain'))) AS unanswered`,
  );
  return Number(row?.["unanswered"]);
}
