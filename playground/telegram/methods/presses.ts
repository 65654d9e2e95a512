import { z } from "zod";
import { badRequest } from "../bot-api-error.ts";
import type { Method } from "../emulation.ts";
import { flag, read } from "../params.ts";

const schema = z.object({
  callback_query_id: z.string(),
  text: z.string().max(200, "MESSAGE_TOO_LONG").optional(),
  show_alert: flag.optional(),
});

export const answerCallbackQuery: Method = ({ params }, { world }) => {
  const { callback_query_id: queryId, text } = read(schema, params);
  const press = world.presses.get(queryId);
  if (!press) throw badRequest("query is too old and response timeout expired or query ID is invalid");
  press.isAnswered = true;
  if (text) world.changes.emit("change", { type: "notice", queryId, personId: press.personId, text });
  return true;
};
