import { zoneOf } from "../../domain/conversations/working-hours.ts";
import type { Clock } from "../../infra/clock.ts";
import { errorMessage } from "../../infra/errors.ts";
import { betweenFaultPoints } from "../../infra/fault-points.ts";
import type { BlobStore } from "../../infra/files/blob-store.ts";
import { step } from "../../infra/tracing/tracing.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { Capabilities, OpenedThread } from "../ports/adapter.ts";
import { DeliveryError } from "../ports/delivery-error.ts";
import type { OutboundFile, OutboundMessage, SentMessage } from "../ports/outbound-message.ts";
import type { ClaimedDelivery } from "./claim-delivery.ts";
import { joinedContent } from "./join-lines.ts";

interface SendDeps {
  blobs: BlobStore;
  clock: Clock;
}

/**
 * What the platform made of a delivery: how it knows the message, or why it was not taken. A failure of its own is a
 * span that failed, and an answer to us; this never rejects.
 */
export async function sendMeasured(deps: SendDeps, channel: LiveChannel, delivery: ClaimedDelivery) {
  const { id, platform } = channel;
  const options = { attributes: { channel: id, platform, operation: delivery.operation } };
  const sending = () => betweenFaultPoints("delivery.send", () => send(deps, channel, delivery));
  return step("send", sending, options).catch(asDeliveryError);
}

async function send(
  deps: SendDeps,
  channel: LiveChannel,
  delivery: ClaimedDelivery,
): Promise<SentMessage & { opened?: OpenedThread }> {
  const { adapter } = channel;
  const message = await buildMessage(deps, channel, delivery);
  const target = delivery.ofSent;
  const isOpen = delivery.desk === null || delivery.desk.threadId !== null;
  if (delivery.operation === "open") {
    // The platform may have told of the thread although its answer to us was lost.
    if (isOpen) return adapter.send(message);
    const { threadId: _none, ...place } = message.target;
    const opened = await openThread(channel, delivery, { ...message, target: place });
    return { ...opened.sent, opened };
  }
  if (!isOpen && capabilitiesOf(channel, delivery).threads) {
    throw new DeliveryError("rejected", "the desk thread is not open", { fault: "thread_gone" });
  }
  if (delivery.operation === "close" || delivery.operation === "reopen") return setThread(channel, delivery);
  if (delivery.operation === "take_session") {
    await takeSession(channel, delivery);
    return { externalMessageId: null };
  }
  // What was never sent is not sent now in order to be removed.
  if (delivery.operation === "delete" && !target) throw new DeliveryError("rejected", "there is no message to remove");
  if (delivery.operation === "send" || !target) return adapter.send(message);
  if (delivery.operation === "edit" && adapter.edit) await adapter.edit(target, message);
  else if (delivery.operation === "delete" && adapter.remove) await adapter.remove(target, message.target);
  else throw new DeliveryError("rejected", `this platform cannot ${delivery.operation} a message`);
  return target;
}

async function setThread({ adapter }: LiveChannel, { operation, target }: ClaimedDelivery): Promise<SentMessage> {
  const set = operation === "close" ? adapter.closeThread : adapter.reopenThread;
  if (!set) throw new DeliveryError("rejected", `this platform cannot ${operation} a thread`);
  await set(target);
  return { externalMessageId: null };
}

async function takeSession({ adapter }: LiveChannel, { target }: ClaimedDelivery): Promise<void> {
  if (!adapter.sessions) throw new DeliveryError("rejected", "this platform has no sessions");
  await adapter.sessions.takeBack(target.chatId);
}

async function openThread(
  { adapter }: LiveChannel,
  delivery: ClaimedDelivery,
  message: OutboundMessage,
): Promise<OpenedThread> {
  if (!adapter.openThread || !delivery.desk) throw new DeliveryError("rejected", "this platform opens no threads");
  return adapter.openThread(delivery.desk.title, message);
}

async function buildMessage(deps: SendDeps, channel: LiveChannel, delivery: ClaimedDelivery): Promise<OutboundMessage> {
  const files = await loadFiles(deps.blobs, channel.orgId, delivery);
  return {
    deliveryId: delivery.id,
    seq: delivery.seq,
    attempt: delivery.attempts - 1,
    ...(delivery.firstAttemptAt ? { firstAttemptAt: delivery.firstAttemptAt.toISOString() } : {}),
    target: delivery.target,
    content: joinedContent([delivery, ...delivery.joined], {
      at: (delivery.wasUncertain ? delivery.firstAttemptAt : null) ?? deps.clock.now(),
      zone: zoneOf(delivery.zone),
    }),
    ...(delivery.buttons ? { buttons: delivery.buttons } : {}),
    ...(files.length > 0 ? { files } : {}),
    ...(delivery.replyTo ? { replyTo: delivery.replyTo } : {}),
    ...(delivery.respondTo ? { respondTo: delivery.respondTo } : {}),
    ...(delivery.respondTo && delivery.act.replaces ? { replacesPressed: true as const } : {}),
  };
}

async function loadFiles(blobs: BlobStore, orgId: string, delivery: ClaimedDelivery): Promise<OutboundFile[]> {
  return Promise.all(
    (delivery.files ?? []).map(async ({ sha256, name, mimeType, kind }) => ({
      name,
      mimeType,
      kind,
      bytes: (await blobs.get(orgId, sha256)).bytes,
    })),
  );
}

// One channel may hold chats of different kinds (WeCom's app and 微信客服).
export function capabilitiesOf({ adapter }: LiveChannel, { target }: ClaimedDelivery): Capabilities {
  return adapter.capabilitiesFor?.(target.chatId) ?? adapter.capabilities;
}

// What an adapter did not classify left us in the dark: it may have been sent.
export function asDeliveryError(error: unknown): DeliveryError {
  return error instanceof DeliveryError ? error : new DeliveryError("uncertain", errorMessage(error), { cause: error });
}
