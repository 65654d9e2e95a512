import { createHash } from "node:crypto";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { Button, OutboundMessage } from "../../bot/ports/outbound-message.ts";
import { byteLength } from "./byte-text.ts";
import { MAX_TEXT_BYTES } from "./render.ts";

/** The buttons of a message in reading order; WeCom has no rows. */
export function buttonsOf(message: OutboundMessage, max: number): Button[] {
  const buttons = (message.buttons ?? []).flat();
  if (buttons.length > max) {
    throw new DeliveryError("rejected", `WeCom shows at most ${max} buttons here`, {
      details: { buttons: buttons.length },
    });
  }
  return buttons;
}

/** WeCom cuts longer texts off without a word, so they are refused here: `Adapter.split` comes first. */
export function refuseLongText(text: string): void {
  const bytes = byteLength(text);
  if (bytes <= MAX_TEXT_BYTES) return;
  throw new DeliveryError("rejected", `WeCom takes at most ${MAX_TEXT_BYTES} bytes of text`, { details: { bytes } });
}

/** The id of one part of a delivery: 32 hex digits, the same at every attempt. The first part's is the delivery's own. */
export function partId(deliveryId: string, index: number): string {
  const own = deliveryId.replaceAll("-", "").toLowerCase();
  if (index === 0 && /^[0-9a-f]{32}$/.test(own)) return own;
  return createHash("sha256").update(`${deliveryId}/${index}`).digest("hex").slice(0, 32);
}
