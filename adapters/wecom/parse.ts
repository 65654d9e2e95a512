import type { StoredReceipt } from "../../bot/ports/adapter.ts";
import type { InboundEvent } from "../../bot/ports/inbound-event.ts";
import { parseApp } from "./parse-app.ts";
import { parseKf } from "./parse-kf.ts";

/** The events of one stored receipt: XML of the app's callback, or one JSON item that was pulled from 微信客服. */
export async function parse(receipt: StoredReceipt, channel: { id: string; agentId: string }): Promise<InboundEvent[]> {
  return [receipt.externalId.startsWith("kf:") ? parseKf(receipt, channel.id) : parseApp(receipt, channel)];
}
