import { Conversation } from "../../domain/conversations/conversation.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import { findParties } from "../converse/find-parties.ts";
import { readRules } from "../converse/organisation-rules.ts";
import { finishReceipt } from "../converse/settle-receipt.ts";
import { openDesk } from "../desk/desk-view.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { SessionMovedEvent } from "../ports/inbound-event.ts";
import { setSession } from "./set-session.ts";
import { showSession } from "./show-session.ts";

/**
 * The platform's own people took, handed on or ended a customer's chat: the bot is silent from now on, and the desk is
 * told who has it. Where no conversation is open nothing has to be kept: the next message asks the platform.
 */
export async function recordSessionMove(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: SessionMovedEvent,
): Promise<void> {
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const { customer, conversation: found } = await findParties(scope, channel, event);
    const conversation = found && (await Conversation.query(scope.trx).findById(found.id).forUpdate());
    const { state, holder } = event;
    const session = { state, ...(holder ? { holder } : {}) };
    if (customer && conversation && (await setSession(scope, conversation, session, null))) {
      const { language, deskSurface: surface } = readRules(await loadSettings(scope));
      const desk = await openDesk(scope, deps.channels, { conversation, customer, surface, language });
      if (desk) await showSession(scope, desk, session, event.externalId);
    }
    if (receipt) await finishReceipt(scope, channel, receipt, { status: "done", outcome: `session: ${state}` });
  });
}
