import { z } from "zod";
import type { Method } from "../emulation.ts";
import { integer, read } from "../params.ts";
import { threadFields, writableRoom } from "../rooms.ts";

const schema = z.object({
  chat_id: integer,
  message_thread_id: integer.optional(),
  action: z.enum(["typing"], "is not emulated: only typing is"),
});

/** Shown to people for a few seconds and kept nowhere: whoever wants to see it listens to the calls. */
export const sendChatAction: Method = ({ params }, { world }) => {
  const call = read(schema, params);
  threadFields(writableRoom(world, call.chat_id), call.message_thread_id);
  return true;
};
