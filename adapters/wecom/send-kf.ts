import type { AdapterLog } from "../../bot/ports/channel-config.ts";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { Button, OutboundMessage, SentMessage } from "../../bot/ports/outbound-message.ts";
import type { WecomApi } from "./api.ts";
import { refusalError } from "./api-errors.ts";
import { piecesOf, takeBytes } from "./byte-text.ts";
import { kfMessageId } from "./chat-address.ts";
import { beginSession, type KfCustomer } from "./kf-session.ts";
import { type MediaMessage, uploadFile } from "./media.ts";
import { buttonsOf, partId, refuseLongText } from "./message-parts.ts";
import type { Answer } from "./read-answer.ts";
import { renderKfText } from "./render.ts";

/** 发送消息 / 菜单消息 (path 94677): items that can be pressed, else errcode 95008. */
const MAX_BUTTONS = 10;
/** All items of a menu, counting its lines of text; 10 in an answer to an event (path 95122). */
const MAX_ITEMS = 50;
const MAX_WELCOME_ITEMS = 10;
const MAX_HEAD_BYTES = 1024;
const MAX_LINE_BYTES = 256;
const MAX_LABEL_BYTES = 128;

const WRONG_SESSION_STATE = 95018;

type KfContent =
  | { msgtype: "text"; text: { content: string } }
  | { msgtype: "msgmenu"; msgmenu: { head_content: string; list: object[] } }
  | MediaMessage;

interface Deps {
  api: WecomApi;
  log: AdapterLog;
}

/**
 * Sends to a WeChat customer. Each part goes out under a `msgid` of ours, which WeCom takes once per account: the same
 * delivery sent again is refused instead of shown twice, and that refusal is success.
 */
export async function sendKf(message: OutboundMessage, customer: KfCustomer, deps: Deps): Promise<SentMessage> {
  const welcomeCode = message.respondTo?.["welcomeCode"];
  const contents = await contentsOf(message, deps.api, welcomeCode ? MAX_WELCOME_ITEMS : MAX_ITEMS);
  for (const [index, content] of contents.entries()) {
    const part = { msgid: partId(message.deliveryId, index), ...content };
    if (welcomeCode && index === 0) await sendWelcome({ code: welcomeCode, ...part }, message.attempt, deps);
    else await sendPart(part, customer, message.attempt, deps);
  }
  const chat = { id: message.target.chatId };
  return { externalMessageId: kfMessageId(chat, partId(message.deliveryId, 0)) };
}

async function contentsOf(message: OutboundMessage, api: WecomApi, maxItems: number): Promise<KfContent[]> {
  const text = renderKfText(message.content);
  refuseLongText(text);
  const buttons = buttonsOf(message, MAX_BUTTONS);
  const contents: KfContent[] = [];
  if (buttons.length > 0) contents.push(menuOf(text, buttons, maxItems));
  else if (text !== "") contents.push({ msgtype: "text", text: { content: text } });
  for (const file of message.files ?? []) contents.push(await uploadFile(api, file));
  if (contents.length === 0) throw new DeliveryError("rejected", "there is nothing to send");
  return contents;
}

/** What does not fit into a menu's head goes on in lines of text before the buttons. */
function menuOf(text: string, buttons: Button[], maxItems: number): KfContent {
  const [head, rest] = takeBytes(text, MAX_HEAD_BYTES);
  const lines = piecesOf(rest, MAX_LINE_BYTES);
  const list: object[] = lines.map((content, index) => ({
    type: "text",
    text: { content, no_newline: index < lines.length - 1 ? 1 : 0 },
  }));
  list.push(...buttons.map(menuItem));
  if (list.length > maxItems) throw new DeliveryError("rejected", "the text is too long for a menu under it");
  return { msgtype: "msgmenu", msgmenu: { head_content: head, list } };
}

function menuItem({ id, label, url }: Button): object {
  const [content] = takeBytes(label, MAX_LABEL_BYTES);
  return url ? { type: "view", view: { url, content } } : { type: "click", click: { id, content } };
}

type Part = { msgid: string } & KfContent;

/** Answers the opening of a session: once, within 20 seconds (发送欢迎语等事件响应消息, path 95122). */
async function sendWelcome(part: Part & { code: string }, attempt: number, deps: Deps): Promise<void> {
  const answer = await deps.api.ask("kf/send_msg_on_event", part, "shows");
  accept(answer, "kf/send_msg_on_event", attempt, deps.log);
}

async function sendPart(part: Part, customer: KfCustomer, attempt: number, deps: Deps): Promise<void> {
  const body = { touser: customer.externalUserId, open_kfid: customer.openKfId, ...part };
  let answer = await deps.api.ask("kf/send_msg", body, "shows");
  if (answer.errcode === WRONG_SESSION_STATE && (await beginSession(customer, deps.api))) {
    answer = await deps.api.ask("kf/send_msg", body, "shows");
  }
  accept(answer, "kf/send_msg", attempt, deps.log);
}

function accept({ errcode, errmsg }: Answer, path: string, attempt: number, log: AdapterLog): void {
  if (errcode === 0) return;
  if (!saysMsgidUsed(errmsg, attempt)) throw refusalError(errcode, path);
  log.warn("wecom.kf_msgid_used", { errcode, path, attempt });
}

/**
 * The page says that a `msgid` must be unique within the account, but not with which code a second use is refused, so
 * here the text has to tell. At the first attempt only a clear word counts: a `msgid` of a wrong form was not sent.
 */
function saysMsgidUsed(errmsg: string, attempt: number): boolean {
  if (!/msg_?id/i.test(errmsg)) return false;
  return attempt > 0 || /exist|duplicat|repeat|used|unique|重复/i.test(errmsg);
}
