import type { Day } from "./day.ts";
import type { Colleague } from "./staff.ts";
import type { Desked } from "./stations.ts";
import { answers, forbidden, type Tongue } from "./words.ts";

/** With more than so many conversations nobody takes another. */
const FULL_AT = 7;
/** So long after something about a conversation an agent takes it that the next line needs no code. */
const IN_MIND_MINUTES = 4;
/** The conversation of each agent's last act, whatever became of that: for whom a line without a code is meant. */
const inMind = new WeakMap<Colleague, { about: Desked; at: number }>();

/** An agent's day: on shift and off, with breaks; they take, answer, pass on, forget and resolve. */
export async function workAs(agent: Colleague, day: Day, signal: AbortSignal): Promise<void> {
  const { clock, minutes } = day;
  await clock.minutes(agent.from * minutes, signal);
  await agent.station.command(agent.personId, "/presence online");
  const endsAt = clock.startsAt.getTime() + agent.until * minutes * 60_000;
  const desk = deskOf(agent, day);
  while (clock.now().getTime() < endsAt && !signal.aborted) {
    await clock.minutes(agent.random.between(0.8, 3), signal);
    await day.isOpen(agent.station.platform, signal);
    if (agent.random.chance(0.01)) await takeBreak(agent, day, signal);
    await desk.doSomething();
  }
  await day.isOpen(agent.station.platform, signal);
  if (agent.random.chance(0.5)) await handOverAll(agent, day);
  await agent.station.command(agent.personId, "/presence away");
}

async function takeBreak(agent: Colleague, { clock }: Day, signal: AbortSignal): Promise<void> {
  await agent.station.command(agent.personId, "/presence away");
  await clock.minutes(agent.random.between(5, 20), signal);
  await agent.station.command(agent.personId, "/presence online");
}

async function handOverAll(agent: Colleague, day: Day): Promise<void> {
  const colleague = day.colleagueOf(agent);
  if (colleague) await agent.station.command(agent.personId, `/handover all ${colleague.name} ${day.secret("all")}`);
}

/** What an agent does next, of what there is to do. */
function deskOf(agent: Colleague, day: Day) {
  const { station, personId, random } = agent;
  const { log, clock } = day;
  const turnTo = (about: Desked, who = agent) => void inMind.set(who, { about, at: clock.now().getTime() });

  const note = (kind: Day["log"]["acts"][number]["kind"], about: Desked, more: { to?: string; note?: string } = {}) =>
    log.acts.push({ kind, conversationId: about.id, code: about.code, by: agent.name, at: clock.now(), ...more });

  const isHere = ({ id, chatId, threadId }: Desked): boolean =>
    day.isAt(agent, chatId) && !log.deletedThreads.has(id) && (threadId !== null || !station.isThreaded);
  /** About a conversation at another surface's desk, or whose thread is gone, one writes to the bot, with its code. */
  const command = (line: string, about: Desked): Promise<void> => {
    turnTo(about);
    if (isHere(about)) return day.tries(() => station.command(personId, line, about));
    const [word = "", ...rest] = line.split(" ");
    return station.command(personId, [word, about.code, ...rest].join(" "));
  };
  const say = (text: string, about: Desked): Promise<void> => {
    turnTo(about);
    return isHere(about) ? day.tries(() => station.line(personId, text, about)) : command(`/send ${text}`, about);
  };

  /** A text for the customer, with a marker that says whose it is. */
  const answer = async (about: Desked, words: string): Promise<void> => {
    const marker = `[${day.phoneIn(about.customer)} ${about.code} #${log.next()}]`;
    const text = `${words} ${marker}`;
    const at = clock.now();
    log.lines.push({ marker, phone: day.phoneIn(about.customer), conversationId: about.id, agent: agent.name, at });
    const last = inMind.get(agent);
    const isInMind = last?.about.id === about.id && at.getTime() - last.at < IN_MIND_MINUTES * 60_000;
    turnTo(about);
    if (!station.isThreaded && isInMind && random.chance(0.3)) station.bareLine(personId, text);
    else await say(text, about);
  };

  const take = async (about: Desked): Promise<void> => {
    note("take", about);
    const rival = random.chance(0.15) ? day.colleagueOf(agent, station) : null;
    const tries = [agent, ...(rival ? [rival] : [])].map((who) => takeBy(who, about));
    await Promise.all(tries);
  };

  const takeBy = async (who: Colleague, about: Desked): Promise<void> => {
    turnTo(about, who);
    const button = `take:${about.id}`;
    const seen = (who.station.isThreaded ? who.station.thread(about) : who.station.privately(who.personId)).findLast(
      ({ buttons }) => buttons.some(({ id }) => id === button),
    );
    if (seen && random.chance(0.6)) await day.tries(() => who.station.press(who.personId, seen, button));
    else if (isHere(about)) await day.tries(() => who.station.command(who.personId, "/take", about));
    else await who.station.command(who.personId, `/take ${about.code}`);
  };

  const pass = async (about: Desked): Promise<void> => {
    const toTeam = random.chance(0.2);
    const colleague = day.colleagueOf(agent);
    const to = toTeam ? (agent.team === "London" ? "Shanghai" : "London") : colleague?.name;
    if (!to) return;
    const secret = day.secret("handover");
    note("handover", about, { to, note: secret });
    await command(`/handover ${to} ${secret}`, about);
  };

  const work = async (about: Desked): Promise<void> => {
    const tongue: Tongue = day.tongueOf(about.customer);
    const roll = random.between(0, 100);
    if (about.isWaiting) {
      // Now and then somebody forgets.
      if (roll < 12) return;
      if (roll < 16) return answer(about, forbidden[tongue]);
      if (roll < 20) return sendScript(about);
      return answer(about, random.pick(answers[tongue]));
    }
    if (roll < 30) {
      note("resolve", about);
      return command("/resolve", about);
    }
    if (roll < 36) {
      note("release", about);
      return command("/release", about);
    }
    if (roll < 48) return pass(about);
    if (roll < 60 && isHere(about)) return say(`// ${day.secret("note")}`, about);
    if (roll < 63) return command(`/note ${day.secret("note")}`, about);
    if (roll < 66 && station.isThreaded && isHere(about) && random.chance(0.3)) {
      log.deletedThreads.add(about.id);
      station.deleteThread(about);
      return;
    }
    if (roll < 70) return answer(about, random.pick(answers[tongue]));
    if (roll < 73) return command("/script withdrawal", about);
    if (roll < 83) return remind(about);
  };

  const remind = (about: Desked): Promise<void> => {
    const minutes = Math.ceil(random.between(5, day.minutes / 8));
    const words = day.secret("remind");
    log.reminders.push({ words, conversationId: about.id, code: about.code, by: agent.name, at: clock.now(), minutes });
    return command(`/remind ${minutes}m ${words}`, about);
  };

  /** Asks for scripts, and presses what an earlier search found. */
  const sendScript = async (about: Desked): Promise<void> => {
    const found = (station.isThreaded && isHere(about) ? station.thread(about) : station.privately(personId)).findLast(
      ({ text, buttons }) => text.includes(about.customer) && buttons.some(({ id }) => id.startsWith("offer_send:")),
    );
    const button = found?.buttons.find(({ id }) => id.startsWith("offer_send:"));
    if (!found || !button) return command("/script withdrawal", about);
    note("script", about);
    turnTo(about);
    await day.tries(() => station.press(personId, found, button.id));
  };

  return {
    doSomething: async (): Promise<void> => {
      await answerOffers(agent, day);
      const all = await day.desked();
      const mine = all.filter(({ agentId }) => agentId === agent.userId);
      const here = all.filter(({ agentId, isWaiting, chatId }) => !agentId && isWaiting && day.isAt(agent, chatId));
      const next = mine.length < FULL_AT ? here[Math.floor(random.between(0, Math.min(here.length, 4)))] : undefined;
      if (next && random.chance(mine.some(({ isWaiting }) => isWaiting) ? 0.4 : 0.9)) await take(next);
      const waiting = mine.filter(({ isWaiting }) => isWaiting);
      if (waiting.length > 0) await work(random.pick(waiting));
      else if (mine.length > 0) await work(random.pick(mine));
      // Somebody else's: what is written there stays inside.
      const others = all.filter((about) => about.agentId && about.agentId !== agent.userId && isHere(about));
      if (station.isThreaded && others.length > 0 && random.chance(0.05)) {
        await say(day.secret("aside"), random.pick(others));
      }
    },
  };
}

/** Hand-overs that others offer: most are accepted, some declined, some not seen. */
async function answerOffers(agent: Colleague, day: Day): Promise<void> {
  const { station, personId, random } = agent;
  for (const seen of station.privately(personId).slice(-25)) {
    const button = seen.buttons.find(({ id }) => id.startsWith("handover_accept:"));
    if (!button || day.answered.has(`${agent.name} ${button.id}`)) continue;
    day.answered.add(`${agent.name} ${button.id}`);
    if (random.chance(0.15)) continue;
    const decline = seen.buttons.find(({ id }) => id.startsWith("handover_decline:"));
    const pressed = decline && random.chance(0.15) ? decline : button;
    inMind.delete(agent);
    await day.tries(() => station.press(personId, seen, pressed.id));
  }
}
