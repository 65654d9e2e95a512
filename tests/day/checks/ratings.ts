import { asksForRating } from "../customers.ts";
import type { Day } from "../day.ts";
import type { Rating } from "../log.ts";
import { type Finding, look } from "./finding.ts";

interface Rated {
  id: string;
  name: string;
  number: string;
  score: number | null;
  asked_at: Date | null;
  events: number;
}

/** The platforms' clocks show seconds. */
const SECOND = 1_000;

/**
 * Each digit that a customer typed when they were asked stands in the conversation that it was asked about, and no
 * other.
 */
export async function checkRatings(day: Day): Promise<Finding> {
  const found = look("ratings with their conversations");
  const rows = await day.rows<Rated>(
    `SELECT v.id, c.name, v.number, v.satisfaction_score AS score, v.satisfaction_asked_at AS asked_at,
       (SELECT count(*)::int FROM conversation_events e WHERE e.conversation_id = v.id AND e.event_type = 'rated') AS events
     FROM conversations v JOIN customers c ON c.id = v.customer_id
     WHERE v.satisfaction_asked_at IS NOT NULL OR v.satisfaction_score IS NOT NULL`,
  );
  const fits = new Set<string>();
  for (const rating of day.log.ratings) {
    const about = askedAbout(rows, day, rating);
    if (about?.score === rating.score && about.events === 1) fits.add(about.id);
    found.at(!isDisturbed(day, rating, about) && problemOf(rating, about));
  }
  for (const { id, number, name, score } of rows) {
    if (score === null || fits.has(id)) continue;
    const isTold = day.log.ratings.some(({ phone }) => phone === day.phoneIn(name));
    found.at(!isTold && `C${number} is rated ${score}, and ${day.phoneIn(name)} rated nothing`);
  }
  found.remark(`${rows.length} were asked, ${day.log.ratings.length} rated`);
  return found.finding();
}

/** The customer's conversation about which they were asked last. */
function askedAbout(rows: readonly Rated[], day: Day, { phone, at }: Rating): Rated | undefined {
  return rows
    .filter(
      ({ name, asked_at }) => day.phoneIn(name) === phone && asked_at && asked_at.getTime() <= at.getTime() + SECOND,
    )
    .toSorted((left, right) => (left.asked_at?.getTime() ?? 0) - (right.asked_at?.getTime() ?? 0))
    .at(-1);
}

function problemOf({ phone, score }: Rating, about: Rated | undefined): string | null {
  if (!about) return `${phone} rated ${score}, and was asked about nothing`;
  const { number, score: kept, events } = about;
  if (kept !== score) return `${phone} rated C${number} with ${score}, it has ${kept ?? "no rating"}`;
  return events === 1 ? null : `C${number} was rated once, and its events say ${events} times`;
}

/** Something newer was said to them, or the conversation was open again: then a digit is a line like any other. */
function isDisturbed(day: Day, { phone, at }: Rating, about: Rated | undefined): boolean {
  // What was under way at that moment: the product works in real time, the day runs fast.
  const near = 1_500 * day.clock.speed;
  const until = at.getTime() + near;
  const told = day.phones.get(phone)?.told() ?? [];
  const asked = told.findLast(
    ({ text, at: when }) => asksForRating.test(text) && when.getTime() <= at.getTime() + SECOND,
  );
  const isThanks = (text: string) => /^(?:Thank|谢谢|感谢|謝謝|感謝)/.test(text);
  const later = told.slice(asked ? told.indexOf(asked) + 1 : 0);
  if (later.some(({ text, at: when }) => when.getTime() <= until && !isThanks(text))) return true;
  return day.log.acts.some(({ kind, conversationId }) => kind === "reopen" && conversationId === about?.id);
}
