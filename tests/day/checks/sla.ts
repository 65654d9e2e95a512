import type { Day } from "../day.ts";
import { type Finding, look } from "./finding.ts";

/** What a desk promises unless it is set otherwise (docs/routing-and-sla.md), written down here once more. */
const promised = {
  first_response: { urgent: 5, high: 15, medium: 30, low: 120 },
  next_response: { urgent: 10, high: 30, medium: 60, low: 240 },
} as const;
/** Telegram and 微信客服 tell the time in whole seconds. */
const SECOND = 1_000;

interface Result {
  conversation_id: string;
  number: string;
  name: string;
  kind: keyof typeof promised;
  waiting_since: Date;
  deadline: Date;
  ended_at: Date;
  outcome: string;
  is_met: boolean;
}

interface Answer {
  conversationId: string;
  phone: string;
  writtenAt: number;
  arrivedAt: number;
}

/** Counts the promises once more from who wrote when, and compares with what the product wrote down. */
export async function checkSla(day: Day): Promise<Finding> {
  const found = look("promises (SLA) counted right");
  const results = await day.rows<Result>(
    `SELECT r.conversation_id, v.number, c.name, r.kind, r.waiting_since, r.deadline, r.ended_at, r.outcome, r.is_met
     FROM sla_results r JOIN conversations v ON v.id = r.conversation_id JOIN customers c ON c.id = v.customer_id
     WHERE r.kind <> 'resolution' AND r.superseded_at IS NULL ORDER BY r.ended_at`,
  );
  const answers = arrivedAnswers(day);
  const knownAt = await questionsKnown(day);
  for (const result of results) {
    const known = knownAt.get(`${result.conversation_id} ${result.waiting_since.getTime()}`);
    found.at(problemOf(result, day, answers, known ?? result.waiting_since.getTime()));
  }
  for (const problem of missing(day, results, answers, knownAt)) found.at(problem);
  const met = results.filter(({ is_met }) => is_met).length;
  found.remark(`${results.length} promises ended, ${met} of them kept`);
  return found.finding();
}

/** Agents' lines that customers got, with when they were written and when they arrived. */
function arrivedAnswers({ log, phones }: Day): Answer[] {
  const arrivals = new Map<string, number>();
  for (const phone of phones.values()) {
    for (const { text, at } of phone.told()) {
      for (const [marker] of text.matchAll(/\[P\d{3} C\d+ #\d+\]/g)) arrivals.set(marker, at.getTime());
    }
  }
  return log.lines.flatMap(({ marker, phone, conversationId, at }) => {
    const arrivedAt = arrivals.get(marker);
    return arrivedAt === undefined
      ? []
      : [{ phone, conversationId, writtenAt: at.getTime(), arrivedAt: arrivedAt + SECOND }];
  });
}

/**
 * When the desk knew of each question: what an agent wrote before, while it was under way, answers an earlier one. The
 * product works in the machine's time, in which the day's minutes are short.
 */
async function questionsKnown(day: Day): Promise<Map<string, number>> {
  const messages = await day.rows<{ conversation_id: string; sent_at: Date; created_at: Date }>(
    "SELECT conversation_id, sent_at, created_at FROM messages WHERE direction = 'inbound'",
  );
  return new Map(
    messages.map(({ conversation_id: id, sent_at, created_at }) => [
      `${id} ${sent_at.getTime()}`,
      created_at.getTime(),
    ]),
  );
}

function problemOf(result: Result, day: Day, answers: readonly Answer[], knownAt: number): string | null {
  const { number, kind, name } = result;
  const what = `C${number} ${kind} ended ${result.ended_at.toISOString()}`;
  const [since, due, ended] = [result.waiting_since, result.deadline, result.ended_at].map((at) => at.getTime()) as [
    number,
    number,
    number,
  ];
  const phone = day.phoneIn(name);
  const isTheirs = day.log.written.some(
    ({ phone: by, at }) => by === phone && Math.abs(at.getTime() - since) <= SECOND,
  );
  if (!isTheirs) return `${what}: the customer wrote nothing at ${result.waiting_since.toISOString()}`;
  const minutes = Object.values(promised[kind]);
  if (!minutes.some((count) => Math.abs(since + count * 60_000 - due) <= SECOND)) {
    return `${what}: nobody promises an answer at ${result.deadline.toISOString()}`;
  }
  if (result.is_met !== ended <= due)
    return `${what}: kept is ${result.is_met}, due at ${result.deadline.toISOString()}`;
  if (result.outcome !== "answered") return null;
  const own = answers.filter(({ conversationId }) => conversationId === result.conversation_id);
  const ending = own.find(({ writtenAt, arrivedAt }) => writtenAt <= ended && ended <= arrivedAt);
  const isScript = day.log.acts.some(
    ({ kind: act, conversationId }) => act === "script" && conversationId === result.conversation_id,
  );
  if (!ending && !isScript) return `${what} by an answer, and the customer got none then`;
  const earlier = own.find(({ writtenAt, arrivedAt }) => writtenAt > knownAt && arrivedAt < ended - SECOND);
  return earlier ? `${what}, but the customer had an answer before` : null;
}

/** Between two answers of one conversation that nobody gave away meanwhile, a question must have a result, and only then. */
function* missing(
  day: Day,
  results: readonly Result[],
  answers: readonly Answer[],
  knownAt: ReadonlyMap<string, number>,
): Generator<string | null> {
  // What may have come too near to an answer to say which was first: the product works in real time, the day runs fast.
  const near = 1_500 * day.clock.speed;
  for (const id of new Set(answers.map(({ conversationId }) => conversationId))) {
    const own = answers.filter(({ conversationId }) => conversationId === id);
    const inOrder = own.toSorted((left, right) => left.writtenAt - right.writtenAt);
    for (const [index, answer] of inOrder.entries()) {
      const before = inOrder[index - 1];
      // Where one waited for its platform until the next was written, a result may belong to either.
      const isApart =
        before &&
        before.arrivedAt < answer.writtenAt &&
        !(answer.arrivedAt > (inOrder[index + 1]?.writtenAt ?? Infinity));
      if (!isApart || isDisturbed(day, id, before.writtenAt, answer.arrivedAt)) continue;
      const known = ({ at }: { at: Date }) => knownOf(knownAt, id, at.getTime());
      const asked = day.log.written.filter(
        ({ phone, at }) =>
          phone === answer.phone && known({ at }) > before.writtenAt - near && at.getTime() < answer.arrivedAt + near,
      );
      // A digit is a question where it was no rating.
      if (asked.some(({ meaning }) => meaning === "rating")) continue;
      const owed = asked.filter(({ meaning }) => meaning !== "thanks" && meaning !== "sticker");
      const sure = owed.filter(
        ({ at }) => at.getTime() > before.arrivedAt + near && known({ at }) < answer.writtenAt - near,
      );
      const ended = results.filter(
        ({ conversation_id, ended_at: at }) =>
          conversation_id === id && at.getTime() >= answer.writtenAt && at.getTime() <= answer.arrivedAt,
      );
      if (asked.length === 0) yield (ended.length > 0 && `a result at an answer to nothing in ${id}`) || null;
      const [first] = sure;
      if (!first || owed.length !== sure.length) continue;
      // An emoji in answer to a question of ours is owed a reply too: who waits since then, waits for both.
      const begins = [first, ...asked.filter(({ meaning, at }) => meaning === "sticker" && at < first.at)];
      const isCounted = ended.some(({ waiting_since: since }) =>
        begins.some(({ at }) => Math.abs(since.getTime() - at.getTime()) <= SECOND),
      );
      yield isCounted ? null : `${answer.phone}: “${first.text}” was answered, and no promise was counted`;
    }
  }
}

/** When the desk knew of what a customer wrote; their platform may tell the time in whole seconds. */
function knownOf(knownAt: ReadonlyMap<string, number>, id: string, at: number): number {
  const seconds = at - (at % SECOND);
  return knownAt.get(`${id} ${at}`) ?? knownAt.get(`${id} ${seconds}`) ?? at;
}

function isDisturbed({ log }: Day, id: string, from: number, until: number): boolean {
  return log.acts.some(
    ({ conversationId, at, kind }) =>
      conversationId === id && kind !== "take" && at.getTime() >= from - SECOND && at.getTime() <= until,
  );
}
