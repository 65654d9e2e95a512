import { waitFor } from "../../support/wait-for.ts";
import { type EndState, endState, isSettled } from "./end-state.ts";
import type { Fault } from "./fault.ts";
import { type PlatformName, platformNames } from "./platforms.ts";
import type { FaultScene } from "./scene.ts";

export interface FaultResult extends EndState {
  name: string;
  madeBy: Fault["madeBy"];
  redelivered: number;
  shuffledChats: number;
  /** Sends that were left in doubt: so many answers may be shown twice, where the platform offers no way to tell. */
  inDoubt: number;
  /** From the end of the cause to the first answer on the platform that took longest. */
  recoveredMs: number;
  /** The same of each platform. */
  recovered: Partial<Record<PlatformName, number>>;
  recoveryBound: number;
  because: string;
  /** From the end of the cause until everything was worked and sent. */
  settledMs: number;
}

const RECOVERED_WITHIN_MS = 10_000;

/** Runs one fault under the scene's load and reads what came of it. Faults of one scene run one after the other. */
export async function runFault(scene: FaultScene, fault: Fault): Promise<FaultResult> {
  const { database, platforms, load, size } = scene;
  const before = await endState(database, platforms, load);
  const already = { redelivered: load.redelivered(), shuffled: load.shuffled.size, inDoubt: scene.doubts() };
  await load.write(size.perSecond, size.seconds);
  // The load goes on while the fault lasts, thinner, so that a long one leaves no mountain.
  const ending = new AbortController();
  const during = writeUntil(scene, ending.signal);
  await fault.run(scene).finally(() => ending.abort());
  const endedAt = performance.now();
  const first = firstShown(platforms, endedAt);
  await during;
  await load.write(size.perSecond, size.seconds);
  const bound = (fault.recovery?.withinMs ?? RECOVERED_WITHIN_MS) * size.patience;
  await waitFor("an answer on every platform", () => first.size === platformNames.length, size.settledWithinMs).catch(
    (error: Error) => Promise.reject(new Error(`${error.message}: ${whatIsMissing(scene, first)}`)),
  );
  await load.acknowledged(60_000);
  // Who waited too long is told below, by what is missing.
  await waitFor("everything to be done", () => isSettled(database, load), size.settledWithinMs).catch(() => undefined);
  const settledMs = Math.round(performance.now() - endedAt);
  const state = since(before, await endState(database, platforms, load));
  return {
    ...state,
    name: fault.name,
    madeBy: fault.madeBy,
    redelivered: load.redelivered() - already.redelivered,
    shuffledChats: load.shuffled.size - already.shuffled,
    inDoubt: scene.doubts() - already.inDoubt,
    recoveredMs: Math.round(Math.max(...first.values())),
    recovered: Object.fromEntries([...first].map(([platform, ms]) => [platform, Math.round(ms)])),
    recoveryBound: bound,
    because: fault.recovery?.because ?? "",
    settledMs,
  };
}

async function writeUntil({ load, size }: FaultScene, signal: AbortSignal): Promise<void> {
  const perSecond = size.perSecond / 10;
  for (let left = size.mostMeanwhile; left > 0 && !signal.aborted; left -= perSecond) await load.write(perSecond, 1);
}

/** When each platform's customers were first shown something, counted from a moment. */
function firstShown(platforms: FaultScene["platforms"], from: number): ReadonlyMap<PlatformName, number> {
  const first = new Map<PlatformName, number>();
  platforms.onShown((platform) => {
    if (!first.has(platform)) first.set(platform, performance.now() - from);
  });
  return first;
}

function whatIsMissing({ processes }: FaultScene, first: ReadonlyMap<PlatformName, number>): string {
  const silent = platformNames.filter((platform) => !first.has(platform));
  const ended = [processes.web, ...processes.workers].filter((process) => !process.isAlive());
  return `none on ${silent.join(", ")}; processes that have ended: ${ended.map(({ pid }) => pid).join(", ") || "none"}`;
}

/** What came on top of an earlier state of the same scene. */
function since(before: EndState, now: EndState): EndState {
  const less = (name: "sent" | "lost" | "duplicateRows" | "uncertain" | "outOfOrder") => now[name] - before[name];
  const shownTwice = {
    telegram: now.shownTwice.telegram - before.shownTwice.telegram,
    slack: now.shownTwice.slack - before.shownTwice.slack,
    wecom: now.shownTwice.wecom - before.shownTwice.wecom,
  };
  return {
    sent: less("sent"),
    unacknowledged: now.unacknowledged,
    lost: less("lost"),
    duplicateRows: less("duplicateRows"),
    shownTwice,
    uncertain: less("uncertain"),
    outOfOrder: less("outOfOrder"),
    unverified: now.unverified.filter((line) => !before.unverified.includes(line)),
    notes: now.notes,
  };
}

/** What is wrong with a result, one line each; empty when everything holds. */
export function failingsOf(result: FaultResult): string[] {
  const { shownTwice, inDoubt } = result;
  const problems = [
    result.lost > 0 && `${result.lost} acknowledged messages lost`,
    result.unacknowledged > 0 && `${result.unacknowledged} messages never acknowledged`,
    result.duplicateRows > 0 && `${result.duplicateRows} duplicate rows`,
    result.unverified.length > 0 && `not verified: ${result.unverified.slice(0, 5).join("; ")}`,
    result.outOfOrder > 0 && `${result.outOfOrder} chats out of order`,
    shownTwice.slack > 0 && `${shownTwice.slack} answers shown twice on Slack, where sends can be looked up`,
    shownTwice.wecom > 0 && `${shownTwice.wecom} answers shown twice on WeChat, where sends carry an id`,
    shownTwice.telegram > inDoubt && `${shownTwice.telegram} answers shown twice, of ${inDoubt} sends in doubt`,
    result.recoveredMs > result.recoveryBound &&
      `recovered after ${result.recoveredMs} ms (${JSON.stringify(result.recovered)})`,
  ];
  const found = problems.filter((problem) => problem !== false);
  return found.length > 0 ? [...found, ...result.notes] : [];
}
