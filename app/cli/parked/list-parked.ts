import { findParked, MOST_PARKED } from "../../../bot/intake/parked/find-parked.ts";
import { endOfError } from "../end-of-error.ts";
import type { Report } from "../report.ts";
import { showMost } from "../show-most.ts";
import { minute, table } from "../table.ts";
import type { Tool } from "../tool.ts";
import type { ParkedOptions } from "./parked-options.ts";
import { readChoice } from "./read-choice.ts";

export async function listParked(tool: Tool, options: ParkedOptions): Promise<Report> {
  const found = await tool.inOrganization(async (scope) => {
    const choice = await readChoice(scope, options, tool.clock.now());
    return findParked(scope, { ...choice, atMost: MOST_PARKED + 1 });
  });
  const { shown, note } = showMost(found, MOST_PARKED);
  const rows = shown.map((one) => [
    one.number,
    minute(one.receivedAt),
    `${one.platform}/${one.channelName}`,
    one.chat,
    one.attempts,
    endOfError(one.error),
  ]);
  const head = ["number", "received", "channel", "chat", "attempts", "why"];
  return { json: shown, text: table(head, rows, "Nothing is parked."), ...note };
}
