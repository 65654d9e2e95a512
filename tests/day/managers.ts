import type { Day } from "./day.ts";
import type { Colleague } from "./staff.ts";

/** A manager's day: they look at what is open, decide what is held, and give away what waits too long. */
export async function manageAs(manager: Colleague, day: Day, signal: AbortSignal): Promise<void> {
  const { station, personId, random } = manager;
  await station.command(personId, "/presence online");
  while (!signal.aborted) {
    await day.clock.minutes(random.between(2, 6), signal);
    await day.isOpen(station.platform, signal);
    const [alert] = await day.rows<{ number: string }>(
      "SELECT number FROM alerts WHERE status = 'open' ORDER BY random() LIMIT 1",
    );
    if (alert && random.chance(0.7)) await station.command(personId, `/alerts ack ${alert.number}`);
    const [held] = await day.rows<{ number: string }>(
      "SELECT number FROM approvals WHERE status = 'pending' AND kind = 'claim' ORDER BY number LIMIT 1",
    );
    if (held) await decide(manager, day, held.number);
    if (random.chance(0.4)) await giveAway(manager, day);
  }
}

async function decide({ station, personId, random }: Colleague, day: Day, number: string): Promise<void> {
  if (random.chance(0.4)) await station.command(personId, `/approve ${number}`);
  else await station.command(personId, `/reject ${number} ${day.secret("reason")}`);
}

async function giveAway(manager: Colleague, day: Day): Promise<void> {
  const waiting = (await day.desked()).filter(({ agentId, isWaiting }) => !agentId && isWaiting);
  if (waiting.length === 0) return;
  const about = manager.random.pick(waiting);
  const agents = day.present().filter((agent) => day.isAt(agent, about.chatId));
  if (agents.length === 0) return;
  const agent = manager.random.pick(agents);
  day.log.acts.push({
    kind: "assign",
    conversationId: about.id,
    code: about.code,
    by: manager.name,
    to: agent.name,
    at: day.clock.now(),
  });
  await manager.station.command(manager.personId, `/assign ${about.code} ${agent.name}`);
}
