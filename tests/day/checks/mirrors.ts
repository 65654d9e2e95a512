import type { Day } from "../day.ts";
import { type Finding, look } from "./finding.ts";
import { threadsOf } from "./threads.ts";

/** Where a desk has threads, each line of a customer stands in their conversation's once, in order, and nobody else's. */
export async function checkMirrors(day: Day): Promise<Finding> {
  const found = look("customers' lines in their threads, in order");
  const messages = await day.rows<{ conversation_id: string; name: string; said: string[] }>(
    `SELECT m.conversation_id, c.name, array_agg(m.content ORDER BY m.id) AS said
     FROM messages m JOIN customers c ON c.id = m.customer_id
     WHERE m.direction = 'inbound' AND m.content LIKE '%(q%' GROUP BY 1, 2`,
  );
  const threads = await threadsOf(day);
  let skipped = 0;
  for (const { conversation_id: id, name, said } of messages) {
    const shown = threads.get(id);
    if (!shown || day.log.deletedThreads.has(id)) {
      skipped += said.length;
      continue;
    }
    const all = shown.join("\n");
    let from = 0;
    for (const text of said) {
      const line = `👤 ${name}\n${text}`;
      const at = all.indexOf(line, from);
      const isTwice = at >= 0 && all.indexOf(line, at + 1) >= 0;
      if (at < 0) found.at(`${name}: “${text}” is ${all.includes(line) ? "out of order" : "not"} in its thread`);
      else found.at(isTwice && `${name}: “${text}” stands twice in its thread`);
      if (at >= 0) from = at + line.length;
    }
    for (const [, other] of all.matchAll(/👤 (Wang P\d{3})\n/g)) {
      if (other !== name) found.at(`${name}'s thread shows a line of ${other}`);
    }
  }
  found.remark(`${skipped} lines are at desks without threads, or in threads that somebody deleted`);
  return found.finding();
}
