import { storedJson } from "../../infra/db/stored-text.ts";
import { betweenFaultPoints } from "../../infra/fault-points.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { InboundEvent } from "../ports/inbound-event.ts";
import type { ConverseDeps } from "./deps.ts";

/**
 * The event with its sender's name, asked of the platform for somebody new whom the message itself does not name
 * (微信客服, Slack). When the platform does not answer, the customer's code is name enough.
 */
export async function introduceSender<E extends InboundEvent>(
  deps: Pick<ConverseDeps, "log">,
  channel: LiveChannel,
  event: E,
): Promise<E> {
  const { adapter } = channel;
  if (event.sender.displayName || !adapter.profile) return event;
  try {
    const profile = storedJson(
      await betweenFaultPoints("turn.profile", async () => adapter.profile?.(event.sender.id)),
    );
    if (!profile) return event;
    const { displayName, avatarUrl, language } = profile;
    const known = {
      ...(displayName ? { displayName } : {}),
      ...(avatarUrl ? { avatarUrl } : {}),
      ...(language && !event.sender.language ? { language } : {}),
    };
    return { ...event, sender: { ...event.sender, ...known } };
  } catch (error) {
    deps.log.warn("sender.profile_unavailable", { channel: channel.id, error });
    return event;
  }
}
