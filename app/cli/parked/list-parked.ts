import { findParked } from "../../../bot/intake/parked/find-parked.ts";
import type { Report } from "../report.ts";
import { minute, table } from "../table.ts";
import type { Tool } from "../tool.ts";
import type { ParkedOptions } from "./parked-options.ts";
import { readChoice } from "./read-choice.ts";

export async function listParked(tool: Tool, options: ParkedOptions): Promise<Report> {
  const listed = await tool.inOrganization(async (scope) => findParked(scope, await readChoice(scope, options)));
  const rows = listed.map((one) => [
    one.number,
    minute(one.receivedAt),
    `${one.platform}/${one.channelName}`,
    one.chat,
    one.attempts,
    one.error.slice(0, 120),
  ]);
  const head = ["number", "received", "channel", "chat", "attempts", "why"];
  return { json: listed, text: table(head, rows, "Nothing is parked.") };
}
