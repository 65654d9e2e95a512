import type { Day } from "../day.ts";
import { type Finding, look } from "./finding.ts";

/**
 * Nothing is lost at a platform's limit: WeCom dropped nothing, what was refused went out later, and all that the product
 * believes to have sent is with the customers. What 微信客服 does not take at all (five replies) is told to the desk.
 */
export async function checkLimits(day: Day): Promise<Finding> {
  const found = look("platforms' limits, nothing lost");
  const { slack, telegram, wecom } = day.platforms.refusals();
  found.remark(`refused for rate and sent again: Slack ${slack}, Telegram ${telegram}`);
  found.at(wecom > 0 && `WeCom dropped ${wecom} messages to members`);
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
  }>(
    `SELECT audience, status, operation, coalesce(error_code, error_message) AS code, string_agg(DISTINCT act->>'why', ', ') || ': ' || coalesce(min(error_message), '') AS why, count(*)
     FROM deliveries WHERE status NOT IN ('sent', 'held') GROUP BY 1, 2, 3, 4`,
  );
  for (const { audience, status, code, why, operation, count } of ended) {
    const words = `${count} ${status} to ${audience} (${code}, ${why})`;
    const isOfKf = audience === "customer" && /window_closed/.test(code ?? "");
    // WeCom changes a card that nobody presses only once; an alert comes as a new card then (adapters/wecom/README.md).
    const isCard = audience === "staff" && operation === "edit" && /errcode 40058/.test(why);
    const isKnown = status === "cancelled" || isOfKf || isCard;
    if (isKnown) found.remark(words);
    else found.at(words);
  }
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
