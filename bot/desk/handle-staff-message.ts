import { detectLanguage } from "../../domain/language/detect-language.ts";
import type { Language } from "../../domain/language/language.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { answerCommand } from "../commands/answer-command.ts";
import { handleCommand } from "../commands/handle-command.ts";
import { howToLink } from "../commands/link-account.ts";
import { isBareCommand, isStaffLine } from "../commands/staff-line.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import { isKnownMessage } from "../converse/record-message.ts";
import { findStaff, linkStaffByEmail, type Staff } from "../converse/resolve-staff.ts";
import { finishReceipt } from "../converse/settle-receipt.ts";
import { offerImport } from "../knowledge/offer-import.ts";
import { accessEnded, isFormerStaff } from "../people/former-staff.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";
import { plainText } from "../ports/rich-text.ts";
import { findConversationHere } from "./find-conversation-here.ts";
import { dropFocus } from "./focus.ts";
import { handleDeskLine } from "./handle-desk-line.ts";
import { hasConversations, holdLine } from "./hold-line.ts";
import { lineKind } from "./line-kind.ts";
import { recordNote } from "./record-note.ts";
import { whichConversation } from "./which-conversation.ts";
import { whomLineNames } from "./whom-line-names.ts";

/**
 * What somebody wrote where only staff are. In a conversation's place it is a line of the desk (sent or internal), or a
 * command where it is given to the bot; elsewhere in a group only what is said to the bot concerns us.
 */
export async function handleStaffMessage(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: MessageEvent,
): Promise<void> {
  const kind = lineKind(event);
  const isForBot =
    kind === "command" || (kind !== "forwarded" && event.mentionsBot === true) || isStaffLine(event.text);
  // In a chat with the bot alone commands need no slash; they must never be taken for words to a customer.
  const isBare = event.chat.kind === "staff" && kind === "plain" && isBareCommand(event.text);
  if (isForBot || isBare) return handleCommand(deps, channel, receipt, event);
  const here = await lookHere(deps, channel, event);
  if (here.kind === "for_whom") return holdLine(deps, channel, receipt, event, here.staff);
  if (here.kind === "elsewhere") {
    const isOffered = kind === "file" && here.staff && (await offerImport(deps, channel, receipt, event, here.staff));
    if (isOffered) return;
    if (event.addressed && kind !== "forwarded") return handleCommand(deps, channel, receipt, event);
    return ignore(deps, channel, receipt, "a line in a staff place");
  }
  if (here.kind === "stranger") return keepStrangersLine(deps, channel, receipt, event, here.conversationId);
  const { staff, conversationId, text } = here;
  const language: Language = staff.language ?? detectLanguage(text) ?? "en";
  return handleDeskLine(deps, channel, receipt, { event, staff, language, conversationId, text });
}

type Here =
  | { kind: "line"; staff: Staff; conversationId: string; text: string }
  /** Their words to one of several customers, and nothing says to which. */
  | { kind: "for_whom"; staff: Staff }
  /** In a conversation's thread, but not linked. */
  | { kind: "stranger"; conversationId: string }
  | { kind: "elsewhere"; staff: Staff | null };

async function lookHere(deps: ConverseDeps, channel: LiveChannel, event: MessageEvent): Promise<Here> {
  const staff = (await findStaff(deps.db, channel, event.sender)) ?? (await linkStaffByEmail(deps, channel, event));
  return inOrganization(deps.db, channel.orgId, async (scope): Promise<Here> => {
    const who = staff ?? nobody;
    const here = await findConversationHere(scope, { channel, chat: event.chat, staff: who }, deps.clock.now());
    const currentId = here?.conversationId ?? null;
    const isDirect = event.chat.kind === "staff" && staff !== null;
    const naming = isDirect ? await whomLineNames(scope, { event, staff, currentId }) : null;
    if (naming?.kind === "named" && staff) return { ...naming, kind: "line", staff };
    if (naming?.kind === "unclear" && staff) await dropFocus(scope, staff.userId);
    const place = naming?.kind === "unclear" ? null : here;
    if (!place) {
      const isForCustomer = isDirect && lineKind(event) === "plain";
      return isForCustomer && (await hasConversations(scope, staff))
        ? { kind: "for_whom", staff }
        : { kind: "elsewhere", staff };
    }
    if (!staff) return { kind: "stranger", conversationId: place.conversationId };
    return { kind: "line", staff, conversationId: place.conversationId, text: event.text };
  });
}

const nobody: Staff = { userId: "00000000-0000-0000-0000-000000000000", name: "", role: "readonly", language: null };

/** Whoever it was is nobody of the staff (any more): kept as a note of nobody's, and never sent. */
async function keepStrangersLine(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: MessageEvent,
  conversationId: string,
): Promise<void> {
  const language = detectLanguage(event.text) ?? "en";
  const words = (await isFormerStaff(deps.db, channel, event.sender)) ? accessEnded : howToLink;
  const at = deps.clock.now();
  await deps.ensureMonth(at);
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const { conversation } = await whichConversation(scope, "", conversationId);
    const line = { channel, event };
    if (!(await isKnownMessage(scope, channel, event.externalMessageId))) {
      await recordNote(scope, { conversation, userId: null, text: event.text, at, line });
      await answerCommand({ scope, channel, language }, event, plainText(words[language]), "refused: not linked");
    }
    if (receipt) await finishReceipt(scope, channel, receipt, { status: "done", outcome: "refused: not linked" });
  });
}

async function ignore(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  outcome: string,
): Promise<void> {
  if (!receipt) return;
  await inOrganization(deps.db, channel.orgId, (scope) =>
    finishReceipt(scope, channel, receipt, { status: "ignored", outcome }),
  );
}
