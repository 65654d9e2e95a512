import type { Day } from "../day.ts";
import { type Finding, look } from "./finding.ts";

/**
 * Each message of a customer is in `messages` once, as they wrote it, in the order of their chat by its time: Slack brings
 * again what came while nobody answered, and that after newer messages.
 */
export async function checkMessages({ rows, phones, log }: Day): Promise<Finding> {
  const found = look("customers' messages once, in order");
  const stored = await rows<{ name: string; said: string[] }>(
    `SELECT c.name, array_agg(coalesce(m.content, m.content_type) ORDER BY m.sent_at, m.id) AS said
     FROM messages m JOIN customers c ON c.id = m.customer_id WHERE m.direction = 'inbound' GROUP BY 1`,
  );
  const saidBy = new Map(stored.map(({ name, said }) => [name, said]));
  for (const phone of phones.values()) {
    const kept = saidBy.get(phone.name) ?? [];
    const wrote = log.written
      .filter((message) => message.phone === phone.id)
      .map(({ text, meaning }) => text || (meaning === "picture" ? "image" : "sticker"));
    const first = wrote.findIndex((text, index) => kept[index] !== text);
    for (const [index, text] of wrote.entries()) {
      const isWrong = index === first;
      found.at(
        isWrong && `${phone.id} (${phone.channel}): message ${index} “${text}” is “${kept[index] ?? "missing"}”`,
      );
    }
    if (first < 0 && kept.length > wrote.length) {
      found.at(`${phone.id}: ${kept.length} messages are stored, ${wrote.length} were written`);
    }
  }
  return found.finding();
}
