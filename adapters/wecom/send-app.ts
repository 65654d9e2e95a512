import { z } from "zod";
import type { AdapterLog } from "../../bot/ports/channel-config.ts";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { OutboundMessage, SentMessage } from "../../bot/ports/outbound-message.ts";
import type { WecomApi } from "./api.ts";
import { refusalError } from "./api-errors.ts";
import { cardText, MAX_CARD_BUTTONS, templateCard } from "./app-card.ts";
import { editApp } from "./change-app.ts";
import { uploadFile } from "./media.ts";
import { buttonsOf, refuseLongText } from "./message-parts.ts";
import type { Answer } from "./read-answer.ts";
import { renderAppText } from "./render.ts";

interface Deps {
  api: WecomApi;
  log: AdapterLog;
  agentId: string;
}

const Sent = z.looseObject({
  msgid: z.string().optional(),
  invaliduser: z.string().optional(),
  response_code: z.string().optional(),
});

/**
 * Sends to members through the self-built app (发送应用消息, path 90236): text, then the card with the buttons, then
 * files, each a message of its own. A short text stands on the card itself.
 */
export async function sendApp(message: OutboundMessage, deps: Deps): Promise<SentMessage> {
  if (isReplacing(message) && (await isReplaced(message, deps))) return { externalMessageId: null };
  const contents = await contentsOf(message, deps.api);
  const messageIds: string[] = [];
  let responseCode: string | undefined;
  for (const content of contents) {
    const sent = await sendPart(content, message, deps);
    if (sent.msgid) messageIds.push(sent.msgid);
    responseCode = sent.response_code ?? responseCode;
  }
  const handle = {
    ...(messageIds.length > 0 ? { messageIds: messageIds.join(",") } : {}),
    ...(responseCode ? { responseCode } : {}),
  };
  return { externalMessageId: messageIds[0] ?? null, ...(Object.keys(handle).length > 0 ? { handle } : {}) };
}

/** The card that was pressed takes the words where all of them fit on it; a second attempt finds the code used up. */
function isReplacing({ replacesPressed, respondTo, attempt, content, files }: OutboundMessage): boolean {
  if (!replacesPressed || !respondTo?.["responseCode"] || attempt > 0 || files?.length) return false;
  return cardText(content).whole;
}

/** False where WeCom no longer changes the card, so that a new one takes its place. */
async function isReplaced(message: OutboundMessage, deps: Deps): Promise<boolean> {
  try {
    await editApp({ externalMessageId: null }, message, deps);
    return true;
  } catch (error) {
    if (error instanceof DeliveryError && error.outcome === "rejected") return false;
    throw error;
  }
}

async function contentsOf(message: OutboundMessage, api: WecomApi): Promise<object[]> {
  const buttons = buttonsOf(message, MAX_CARD_BUTTONS);
  const text = renderAppText(message.content);
  const words = text.msgtype === "text" ? text.text.content : text.markdown.content;
  refuseLongText(words);
  const { card, whole } = cardText(message.content);
  const isOnCard = buttons.length > 0 && whole && text.msgtype === "text";
  const contents: object[] = [];
  if (words !== "" && !isOnCard) contents.push(text);
  if (buttons.length > 0) {
    contents.push({ msgtype: "template_card", template_card: templateCard(card, buttons, message.deliveryId) });
  }
  for (const file of message.files ?? []) contents.push(await uploadFile(api, file));
  if (contents.length === 0) throw new DeliveryError("rejected", "there is nothing to send");
  return contents;
}

async function sendPart(content: object, message: OutboundMessage, deps: Deps): Promise<z.infer<typeof Sent>> {
  const body = {
    touser: message.target.chatId,
    agentid: Number(deps.agentId),
    ...content,
    enable_duplicate_check: 1,
    duplicate_check_interval: duplicateIntervalS(message.seq),
  };
  const answer = await deps.api.ask("message/send", body, "shows");
  if (answer.errcode !== 0) {
    if (!saysTaskUsed(answer, message.attempt)) throw refusalError(answer.errcode, "message/send");
    deps.log.warn("wecom.task_id_used", { errcode: answer.errcode });
    return {};
  }
  const sent = Sent.safeParse(answer).data ?? {};
  refuseUnknownMember(sent.invaliduser ?? "", message.target.chatId, deps.log);
  return sent;
}

/**
 * WeCom drops a request that equals another within this time. Two deliveries of the same words must both arrive
 * ("好的" twice), the second attempt of one must not, so the delivery's place in the queue sets the seconds and makes the
 * requests differ: from 60, long enough for an attempt right after a lost answer, to 14399, below the longest there is
 * (4 hours). Only what follows 14340 deliveries later within those hours gets the same again.
 */
function duplicateIntervalS(seq: number): number {
  return 60 + (seq % 14_340);
}

/** A card's task id is taken once per app; with which code a second use is refused is not documented. */
const saysTaskUsed = ({ errmsg }: Answer, attempt: number): boolean => attempt > 0 && /task_?id/i.test(errmsg);

/** With errcode 0 WeCom still lists receivers it did not reach (path 90236). */
function refuseUnknownMember(invalidUsers: string, chatId: string, log: AdapterLog): void {
  if (invalidUsers === "") return;
  const [invalid, asked] = [invalidUsers.split("|").length, chatId.split("|").length];
  if (invalid >= asked && chatId !== "@all") {
    const message = "the member does not exist or is outside of the app's visible range";
    throw new DeliveryError("rejected", message, { fault: "recipient_gone" });
  }
  log.warn("wecom.members_not_reached", { invalid, asked });
}
