import type { Day } from "../day.ts";
import { type Finding, look } from "./finding.ts";

/**
 * Each platform's limit is respected, and nothing is lost at one. Wrong: what WeCom dropped or refused as too many, a call
 * about a place that was told to wait (429), what is neither sent nor refused by a rule, what a customer has not got
 * though it counts as sent. Not wrong: a refusal that was heeded; what 微信客服 does not take at all (the sixth reply,
 * 95001, or one after 48 hours, 95002) and the desk is told of.
 */
export async function checkLimits(day: Day): Promise<Finding> {
  const found = look("platforms' limits, nothing lost");
  const { wecom, ...told } = day.platforms.limits();
  for (const [platform, { refused, ignored }] of Object.entries(told)) {
    found.remark(`${platform} said ${refused} times to wait`);
    found.at(ignored > 0 && `${platform} was written to ${ignored} times while it had said to wait`);
  }
  found.at(wecom.dropped > 0 && `WeCom dropped ${wecom.dropped} messages to members`);
  found.at(wecom.tooMany > 0 && `WeCom refused ${wecom.tooMany} calls as too many`);
  if (day.log.missed.length > 0) {
    found.remark(`${day.log.missed.length} acts of people met something that was gone, such as: ${day.log.missed[0]}`);
  }
  const ended = await day.rows<{
    audience: string;
    status: string;
    code: string | null;
    why: string;
    operation: string;
    count: string;
    conversations: string[];
  }>(
    `SELECT audience, status, operation, error_code AS code, count(*),
       string_agg(DISTINCT act->>'why', ', ') || ': ' || coalesce(error_message, '') AS why,
       array_agg(DISTINCT conversation_id) AS conversations
     FROM deliveries WHERE status NOT IN ('sent', 'held') GROUP BY audience, status, operation, error_code, error_message`,
  );
  for (const { audience, status, code, why, operation, count, conversations } of ended) {
    const about = conversations.length === 1 ? ` about ${conversations[0]}` : "";
    const words = `${count} ${status} to ${audience} (${code}, ${why})${about}`;
    const isOfKf = audience === "customer" && /window_closed/.test(code ?? "");
    // WeCom changes a card that nobody presses only once; an alert comes as a new card then (adapters/wecom/README.md).
    const isCard = audience === "staff" && operation === "edit" && /errcode 40058/.test(why);
    // What stood in a thread that somebody deleted is gone; the thread that takes its place has a card of its own.
    const isGone =
      audience === "staff" &&
      operation === "edit" &&
      /not.found/.test(why) &&
      conversations.every((id) => day.log.deletedThreads.has(id));
    // Who typed a command in a thread that somebody deleted before the answer came.
    const isAnswerInGone =
      code === "delivery.rejected.thread_gone" && /^(command|line)/.test(why) && day.log.deletedThreads.size > 0;
    const isKnown = status === "cancelled" || isOfKf || isCard || isGone || isAnswerInGone;
    if (isKnown) found.remark(words);
    else found.at(words);
  }
  const [untold] = await day.rows<{ count: string }>(
    `SELECT count(*) FROM deliveries d WHERE audience = 'customer' AND status IN ('failed', 'uncertain')
       AND operation = 'send' AND joined_to IS NULL AND NOT EXISTS (SELECT FROM conversation_events e
         WHERE e.event_type = 'reply_failed' AND e.event_data->>'delivery' = d.id::text)`,
  );
  found.at(untold?.count !== "0" && `${untold?.count} messages failed, and their conversations do not say so`);
  const sent = await day.rows<{ name: string; count: string }>(
    `SELECT c.name, count(*) FROM deliveries d JOIN customers c ON c.id = d.customer_id
     WHERE d.audience = 'customer' AND d.status = 'sent' AND d.operation = 'send' AND d.joined_to IS NULL GROUP BY 1`,
  );
  const sentTo = new Map(sent.map(({ name, count }) => [name, Number(count)]));
  for (const phone of day.phones.values()) {
    const [arrived, believed] = [phone.told().length, sentTo.get(phone.name) ?? 0];
    found.at(arrived !== believed && `${phone.id} (${phone.channel}): ${believed} were sent, ${arrived} arrived`);
  }
  return found.finding();
}
