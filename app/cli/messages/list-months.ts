import type { Report } from "../report.ts";
import { table } from "../table.ts";
import type { Tool } from "../tool.ts";
import { archives, attachedMonths, countRows } from "./months.ts";
import { openOwner } from "./owner.ts";

/** A month as it is shown: the default partition has none, and is empty unless a month could not be made. */
interface ShownMonth {
  month: string;
  messages: number;
  bytes: number | null;
  state: "attached" | "kept" | "dropped";
  where: string | null;
}

export async function listMonths(tool: Tool): Promise<Report> {
  const owner = await openOwner(tool);
  const shown: ShownMonth[] = [];
  for (const { month, table: name, bytes } of await attachedMonths(owner)) {
    const messages = await countRows(owner, name);
    shown.push({ month: month ?? "other", messages, bytes, state: "attached", where: name });
  }
  for (const { month, messages, bytes, state, table: name, file } of await archives(owner)) {
    if (state !== "attached") shown.push({ month, messages, bytes, state, where: name ?? file });
  }
  shown.sort((left, right) => left.month.localeCompare(right.month));
  return {
    json: { months: shown },
    text: table(
      ["month", "messages", "size", "state", "where"],
      shown.map(({ month, messages, bytes, state, where }) => [month, messages, size(bytes), state, where]),
      "There are no months.",
    ),
  };
}

function size(bytes: number | null): string | null {
  return bytes === null ? null : `${(bytes / 2 ** 20).toFixed(1)} MB`;
}
