import { runAsStaff, type StaffAct } from "../../../bot/commands/run-as-staff.ts";
import { toPlainText } from "../../../bot/ports/rich-text.ts";
import { InputError } from "../../../infra/errors.ts";
import { wire } from "../../wire.ts";
import type { Report } from "../report.ts";
import { account, type Tool } from "../tool.ts";

/** Carries out a line or a press as the member of staff; its answer, with the buttons that would stand under it. */
export async function actAs(
  tool: Tool,
  email: string,
  given: { line?: string | undefined; press?: string | undefined },
): Promise<Report> {
  const act = readAct(given);
  const { db } = await tool.database();
  const product = await wire({ environment: await tool.environment(), db, log: await tool.log(), clock: tool.clock });
  tool.closeAtEnd(() => product.close());
  const whose = { orgId: await tool.orgId(), email, from: account() };
  const { answer, isRefused } = await runAsStaff(product, whose, act);
  const { say, buttons = [] } = Array.isArray(answer) ? { say: answer } : answer;
  const text = toPlainText(say);
  const shown = buttons.flat().map(({ id, label }) => ({ id, label }));
  const presses = shown.map(({ id, label }) => `[${label}] --press ${id}`);
  return {
    json: { answer: text, buttons: shown, refused: isRefused },
    text: [text === "" ? "Done." : text, ...presses].join("\n"),
    ...(isRefused ? { failure: "It was refused, and nothing was changed." } : {}),
  };
}

function readAct({ line, press }: { line?: string | undefined; press?: string | undefined }): StaffAct {
  if (press !== undefined && line === undefined) return { press };
  if (line !== undefined && line.trim() !== "" && press === undefined) return { line };
  throw new InputError('Name either a command, such as "/customer CUST_00001", or --press with the id of a button');
}
