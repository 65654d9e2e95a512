import type { Day } from "../day.ts";
import { type Finding, look } from "./finding.ts";
import { threadsOf } from "./threads.ts";

interface Row {
  conversation_id: string;
  number: string;
}

/** Whoever gets a conversation finds there what the one before left: the note, or why it came back. */
export async function checkHandovers(day: Day): Promise<Finding> {
  const found = look("hand-overs with their notes");
  const threads = await threadsOf(day);
  const isGone = (id: string) => day.log.deletedThreads.has(id);
  const inThread = (id: string, words: string) => threads.get(id)?.some((text) => text.includes(words)) ?? null;
  const toPerson = (userId: string, ...words: string[]) => {
    const who = day.staff.find((one) => one.userId === userId);
    return who?.station.privately(who.personId).some(({ text }) => words.every((word) => text.includes(word))) ?? false;
  };

  const offers = await day.rows<Row & { note: string | null; to_user_id: string | null; batch_id: string | null }>(
    `SELECT h.conversation_id, v.number, h.note, h.to_user_id, h.batch_id FROM conversation_handovers h
     JOIN conversations v ON v.id = h.conversation_id`,
  );
  for (const { conversation_id: id, number, note, to_user_id: to } of offers) {
    if (isGone(id)) continue;
    if (!note) found.at(`C${number} was handed over without its note`);
    else if (inThread(id, note) === false) found.at(`C${number}: the note ${note} is not in the thread`);
    else found.at(to !== null && !toPerson(to, note) && `C${number}: who gets it was not told ${note}`);
  }

  const given = await day.rows<Row & { to: string; name: string }>(
    `SELECT e.conversation_id, v.number, e.event_data->'after'->>'agent_id' AS a, u.id AS "to", u.name
     FROM conversation_events e JOIN conversations v ON v.id = e.conversation_id
       JOIN users u ON u.id::text = coalesce(e.event_data->'after'->>'agentId', e.event_data->'after'->>'agent_id')
     WHERE e.event_type = 'assigned' AND e.user_id IS NOT NULL`,
  );
  for (const { conversation_id: id, number, to, name } of given) {
    if (isGone(id)) continue;
    const isShown = inThread(id, `C${number} to ${name}`) ?? true;
    found.at(!isShown && `C${number} was assigned to ${name}, and its thread does not say so`);
    found.at(!toPerson(to, `C${number}`) && `${name} was not told of C${number}`);
  }

  const returned = await day.rows<Row & { count: string }>(
    `SELECT e.conversation_id, v.number, count(*) FROM conversation_events e JOIN conversations v ON v.id = e.conversation_id
     WHERE e.event_type = 'queued' GROUP BY 1, 2`,
  );
  for (const { conversation_id: id, number, count } of returned) {
    const texts = threads.get(id);
    if (!texts || isGone(id)) continue;
    const told = texts.filter((text) => /is back in the queue|has left: C|已退回队列|已离职/.test(text)).length;
    found.at(told < Number(count) && `C${number} went back ${count} times, its thread says it ${told} times`);
  }
  found.remark(`${offers.length} offers, ${given.length} assignments, ${returned.length} conversations that came back`);
  return found.finding();
}
