import { readPayload } from "../../../bot/intake/parked/find-parked.ts";
import { auditLook } from "../../../bot/intake/parked/settle-parked.ts";
import { InputError } from "../../../infra/errors.ts";
import { findAuthor } from "../find-author.ts";
import type { Report } from "../report.ts";
import { fields, minute } from "../table.ts";
import type { Tool } from "../tool.ts";
import { lockNumbered } from "./find-numbered.ts";

/** @throws ForbiddenError for somebody who may not look things up in the record. */
export async function showParked(tool: Tool, word: string, email: string): Promise<Report> {
  return tool.inOrganization(async (scope) => {
    const userId = await findAuthor(scope, email, { permission: "record.find", act: "look at parked messages" });
    const [receipt] = await lockNumbered(scope, [word]);
    if (!receipt) throw new InputError("one number is needed");
    const payload = await readPayload(scope, receipt);
    await auditLook(scope, userId, receipt);
    const { number, platform, channelName, chat, attempts, error, receivedAt, parkedAt } = receipt;
    const said = {
      number,
      channel: `${platform}/${channelName}`,
      chat,
      received: minute(receivedAt),
      parked: minute(parkedAt),
      attempts,
      why: error,
    };
    return { json: { ...receipt, payload }, text: `${fields(said)}\n\n${payload}` };
  });
}
