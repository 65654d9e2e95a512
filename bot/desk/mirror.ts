import { hasSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import { maskedExcerpt } from "../../domain/content/secrets/masked-excerpt.ts";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { FileReference } from "../delivery/queue-delivery.ts";
import { filesAreUploaded } from "../files/desk-files.ts";
import { openButtons } from "../files/open-buttons.ts";
import type { Attachment, MessageEvent } from "../ports/inbound-event.ts";
import type { Button } from "../ports/outbound-message.ts";
import { type Block, bold, paragraph, quote, type RichText } from "../ports/rich-text.ts";
import { type AnswerGiven, answerGiven } from "./answer-given.ts";
import { answeredWords } from "./answered-words.ts";
import { describeAttachment } from "./describe-attachment.ts";
import type { DeskView } from "./desk-view.ts";
import { wrongAnswerButton } from "./offer-wrong-answer.ts";
import { tellThread } from "./tell-thread.ts";

/** Enough to know which of several messages it was. */
const MAX_ANSWERED = 120;
const inAnswerTo = { en: "In answer to:", zh: "回复的内容：" };

/** Shows the desk what the customer wrote, and which message it answers; what is masked in it can be asked for with a button. */
export async function mirrorCustomer(
  scope: OrgScope,
  desk: DeskView,
  event: MessageEvent,
  message: { id: string },
): Promise<void> {
  const name = event.sender.displayName ?? desk.customerName;
  const open = (await filesAreUploaded(scope)) ? [] : openButtons(message.id, event.attachments, desk.language);
  const reveal = revealButton(message.id, [event.text], desk.language);
  const buttons = [...reveal, ...open];
  const marks = event.forwarded ? ` (${{ en: "forwarded", zh: "转发" }[desk.language]})` : "";
  const title = `👤 ${name}${marks}`;
  const content = said(title, event.text, event.attachments, desk.language);
  const answered = await answeredWords(scope, event, message);
  if (answered) content.push(paragraph(inAnswerTo[desk.language]), quote(maskedExcerpt(answered, MAX_ANSWERED)));
  await tellThread(scope, desk, {
    content,
    quoting: title,
    act: {
      by: "bot",
      why: "mirror",
      receipt: event.externalId,
      line: { writtenAt: event.sentAt, language: desk.language },
    },
    ...(buttons.length > 0 ? { buttons: [buttons] } : {}),
  });
}

/** Shows the desk what was said to the customer: `who` is the bot or a colleague. */
export async function mirrorOutbound(
  scope: OrgScope,
  desk: DeskView,
  said: { who: string; content: RichText; heldAs?: number; receipt?: string; answerId?: string },
): Promise<void> {
  const held = said.heldAs === undefined ? "" : ` · ${heldWords(said.heldAs, desk.language)}`;
  await tellThread(scope, desk, {
    content: [paragraph(bold(`${said.who}${held}`)), ...said.content],
    quoting: `${said.who}${held}`,
    // Without threads a button would cost a message of its own: who takes the conversation is given them
    // (`offerWrongAnswer`).
    ...(said.answerId && desk.isThreaded ? { buttons: [[wrongAnswerButton(said.answerId, desk.language)]] } : {}),
    act: {
      by: "bot",
      why: "mirror",
      line: { language: desk.language },
      ...(said.receipt ? { receipt: said.receipt } : {}),
    },
  });
}

/** Brings a customer's file to the desk, where the organisation wants them there (setting `desk.files`). */
export async function mirrorFile(scope: OrgScope, desk: DeskView, file: FileReference): Promise<void> {
  const content = [paragraph(bold(`👤 ${desk.customerName}`), ` 📎 ${file.name}`)];
  const act = { by: "bot" as const, why: "mirror: file" };
  await tellThread(scope, desk, { content, files: [file], quoting: `👤 ${desk.customerName} 📎`, act });
}

export interface ShownChange {
  kind: "edited" | "deleted";
  messageId: string;
  /** It was one of our messages to the customer, not one of theirs. */
  isOurs: boolean;
  before: string | null;
  after: string | null;
  receipt: string;
}

/** Shows the desk that a message was changed or taken back; what it said before stands beside it. */
export async function mirrorChange(scope: OrgScope, desk: DeskView, change: ShownChange): Promise<void> {
  const zh = desk.language === "zh";
  const name = desk.customerName;
  const ofCustomer = {
    edited: zh ? `✏️ ${name} 修改了消息` : `✏️ ${name} edited a message`,
    deleted: zh ? `🗑 ${name} 撤回了消息` : `🗑 ${name} took a message back`,
  }[change.kind];
  const ofOurs = zh ? `🗑 发给 ${name} 的消息在平台上被更改` : `🗑 A message to ${name} was changed on the platform`;
  const title = change.isOurs ? ofOurs : ofCustomer;
  const content: Block[] = [paragraph(bold(title))];
  if (change.before) content.push(quote(change.before));
  if (change.after) content.push(paragraph(change.after));
  const given = change.isOurs ? null : await answerGiven(scope, change.messageId);
  if (given) content.push(paragraph(answeredBefore(given, desk.language)), quote(given.content, MAX_QUOTE));
  const reveal = revealButton(change.messageId, [change.before, change.after], desk.language);
  await tellThread(scope, desk, {
    content,
    quoting: title,
    act: { by: "bot", why: `mirror: ${change.kind}`, receipt: change.receipt, line: { language: desk.language } },
    ...(reveal.length > 0 ? { buttons: [reveal] } : {}),
  });
}

const MAX_QUOTE = 300;

function answeredBefore({ author }: AnswerGiven, language: Language): string {
  const who = author === null ? "🤖" : `🧑‍💼 ${author}`;
  return { en: `Before that it was answered (${who}):`, zh: `此前的答复（${who}）：` }[language];
}

/** A button under a line in which something is masked. */
function revealButton(messageId: string, texts: (string | null)[], language: Language): Button[] {
  if (!texts.some((text) => text !== null && hasSecrets(text))) return [];
  const label = { en: "Show what is masked", zh: "查看隐藏内容" }[language];
  return [{ id: `reveal_message:${messageId}`, label }];
}

function said(title: string, text: string, attachments: Attachment[], language: Language): Block[] {
  const blocks: Block[] = [paragraph(bold(title), ...(text ? [`\n${text}`] : []))];
  if (attachments.length > 0) {
    const items = attachments.map((attachment) => [
      { type: "text" as const, text: describeAttachment(attachment, language) },
    ]);
    blocks.push({ type: "list", ordered: false, items });
  }
  return blocks;
}

function heldWords(number: number, language: Language): string {
  return { en: `held, not sent (approval ${number})`, zh: `已拦截，未发送（审批 ${number}）` }[language];
}
