import { checkThread, writable } from "./chat-methods.ts";
import { type Method, MethodError } from "./method.ts";
import { findMessage } from "./workspace.ts";

/** Kept nowhere: people see it under the thread till the app posts there. Whoever wants to see it looks at the calls. */
const setStatus: Method = (args, context) => {
  const channel = writable(context, args["channel_id"]);
  const root = args["thread_ts"] ?? "";
  if (!findMessage(channel, root)) throw new MethodError("invalid_thread_ts");
  checkThread(channel, root);
  if (args["status"] === undefined) throw new MethodError("invalid_arguments");
  return {};
};

export const assistantMethods: Record<string, Method> = { "assistant.threads.setStatus": setStatus };
