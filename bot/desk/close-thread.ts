import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { enqueueDelivering, queueThreadState } from "../delivery/queue-delivery.ts";
import { type DeskView, deskChat } from "./desk-view.ts";

/** Closes the thread of a conversation that is over, where the platform can, after the last that is told in it. */
export async function closeThread(scope: OrgScope, desk: DeskView): Promise<void> {
  await setThread(scope, desk, "close");
}

/** Opens the thread of a conversation that goes on, before anything else is told in it. */
export async function reopenClosedThread(scope: OrgScope, desk: DeskView): Promise<void> {
  await setThread(scope, desk, "reopen");
}

async function setThread(scope: OrgScope, { thread, channel }: DeskView, state: "close" | "reopen"): Promise<void> {
  const capabilities = channel.adapter.capabilitiesFor?.(thread.chatId) ?? channel.adapter.capabilities;
  if (!capabilities.closesThreads) return;
  await queueThreadState(scope.trx, thread.id, state);
  await enqueueDelivering(scope, channel.id, deskChat(thread), "mirror");
}
