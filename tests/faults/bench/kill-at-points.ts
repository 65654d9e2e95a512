import { waitFor } from "../../support/wait-for.ts";
import { type EndState, endState, isSettled } from "./end-state.ts";
import { provokeAll } from "./provoke-points.ts";
import { openScene } from "./scene.ts";
import type { Size } from "./size.ts";

export interface PointsResult extends EndState {
  kills: number;
  /** Sends under way at the kills. */
  inDoubt: number;
}

interface KillOptions {
  prepared: string;
  program: string;
  size: Size;
  /** Such as `turn.message:before`; each kills one process. */
  moments: readonly string[];
  /** Told of each kill. */
  onKill?: (moment: string) => void;
}

/**
 * Starts one process after the other, each of which ends by SIGKILL exactly at its moment, while a new customer of each
 * platform writes; then one that lives, and reads what came of it.
 */
export async function killAtPoints({ prepared, program, size, moments, onKill }: KillOptions): Promise<PointsResult> {
  const group = { processes: 1 } as const;
  const scene = await openScene({ size: { ...size, chats: moments.length }, prepared, program, group, hasDesk: true });
  const { database, platforms, load, processes } = scene;
  try {
    processes.web.signal("SIGKILL");
    await processes.web.ended;
    for (const [chat, moment] of moments.entries()) {
      const doomed = await scene.start("all", { DESKHAND_FAULT_POINT: moment });
      const refusing = moment.startsWith("delivery.failed");
      if (refusing) platforms.proxies.slack.fail({ kind: "answer", status: 500, body: "{}" });
      provokeAll(scene, chat);
      await waitFor(`the process to die at ${moment}`, () => !doomed.isAlive(), 120_000);
      const end = await doomed.ended;
      if (end.signal !== "SIGKILL") throw new Error(`${moment}: the process ended with ${end.code ?? end.signal}`);
      platforms.proxies.slack.fail(null);
      scene.inDoubt((await database.query("SELECT FROM deliveries WHERE status = 'sending'")).length);
      onKill?.(moment);
    }
    await scene.start("all");
    await load.acknowledged(60_000);
    await waitFor("everything to be worked and sent", () => isSettled(database, load), 180_000);
    return { ...(await endState(database, platforms, load)), kills: moments.length, inDoubt: scene.doubts() };
  } finally {
    await scene.close();
  }
}

/** What is wrong with a result, one line each; empty when everything holds. */
export function failingsOfPoints(result: PointsResult): string[] {
  const { lost, unacknowledged, duplicateRows, outOfOrder, unverified, shownTwice, inDoubt } = result;
  const problems = [
    lost + unacknowledged > 0 && `${lost} lost, ${unacknowledged} never acknowledged`,
    duplicateRows > 0 && `${duplicateRows} duplicate rows`,
    outOfOrder > 0 && `${outOfOrder} chats out of order`,
    unverified.length > 0 && `not verified: ${unverified.slice(0, 5).join("; ")}`,
    shownTwice.slack + shownTwice.wecom > 0 && "answers shown twice where sends can be told apart",
    shownTwice.telegram > inDoubt && `${shownTwice.telegram} answers shown twice, of ${inDoubt} sends in doubt`,
  ];
  const found = problems.filter((problem) => problem !== false);
  return found.length > 0 ? [...found, ...result.notes] : [];
}
