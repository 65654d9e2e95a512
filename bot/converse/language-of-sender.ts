import type { Language } from "../../domain/language/language.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { InboundEvent } from "../ports/inbound-event.ts";

/** The language to speak to somebody whose words tell none: what the platform reports, else what its people speak. */
export function languageOfSender(
  { adapter }: Pick<LiveChannel, "adapter">,
  { sender, chat }: Pick<InboundEvent, "sender" | "chat">,
): Language | null {
  const tag = sender.language?.toLowerCase();
  if (tag?.startsWith("zh")) return "zh";
  if (tag?.startsWith("en")) return "en";
  return (adapter.capabilitiesFor?.(chat.id) ?? adapter.capabilities).language ?? null;
}
