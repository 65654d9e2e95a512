import { DateTime } from "luxon";
import type { Language } from "../../domain/language/language.ts";
import { type Block, paragraph, type RichText } from "../ports/rich-text.ts";
import type { NextDelivery } from "./claim-delivery.ts";
import type { JoinedDelivery, WaitingDelivery } from "./joined-deliveries.ts";
import type { DeliveryAct } from "./queue-delivery.ts";

/** A mirrored line that is shown later than this after we had it says when it was written. */
const LATE_MS = 10_000;

type Shape = Pick<
  WaitingDelivery,
  "operation" | "part" | "parts" | "act" | "buttons" | "files" | "replyTo" | "respondTo"
>;

/** A mirrored line, or words of a person that wait for their next ones, without buttons, file or reply, and whole. */
export function isPlainLine({ act, operation, part, parts, buttons, files, replyTo, respondTo }: Shape): boolean {
  const isAlone = buttons !== null || files !== null || replyTo !== null || respondTo !== null;
  return (
    (act.line !== undefined || act.joins === true) && operation === "send" && part === 1 && parts === 1 && !isAlone
  );
}

/**
 * The lines right behind `next` that can share its message: up to the first that cannot, so that order is kept, and as
 * many as fit. `fits` says whether a text is one message on the platform.
 */
export function linesToJoin(
  next: NextDelivery,
  waiting: WaitingDelivery[],
  fits: (content: RichText) => boolean,
): JoinedDelivery[] {
  const lines: JoinedDelivery[] = [];
  for (const line of waiting) {
    const isSamePlace = line.target.chatId === next.target.chatId && line.deskThreadId === (next.desk?.id ?? null);
    if (!isPlainLine(line) || !isSamePlace || !isOfOneKind(next.act, line)) break;
    // The latest that it can grow to: every line with its time.
    if (!fits([next, ...next.joined, ...lines, line].flatMap((each) => [late("zh", "00:00:00"), ...each.content])))
      break;
    lines.push(line);
  }
  return lines;
}

/** Mirrors share with mirrors; a person's words wait for those of the same person alone. */
function isOfOneKind(act: DeliveryAct, { act: other, nextAttemptAt }: WaitingDelivery): boolean {
  if (act.joins) return other.joins === true && other.userId === act.userId;
  return other.line !== undefined && nextAttemptAt === null;
}

/** The words of a message in which several lines go out; what is shown late says when it was written. */
export function joinedContent(
  lines: Pick<JoinedDelivery, "content" | "act" | "createdAt">[],
  shown: { at: Date; zone: string },
): RichText {
  return lines.flatMap(({ content, act, createdAt }) => {
    const isLate = act.line !== undefined && shown.at.getTime() - createdAt.getTime() > LATE_MS;
    if (!act.line || !isLate) return content;
    const written = act.line.writtenAt ? new Date(act.line.writtenAt) : createdAt;
    const time = DateTime.fromJSDate(written, { zone: shown.zone }).toFormat("HH:mm:ss");
    return [late(act.line.language, time), ...content];
  });
}

function late(language: Language, time: string): Block {
  const words = { en: `⏱ written ${time}, shown late`, zh: `⏱ 写于 ${time}，显示较晚` }[language];
  return paragraph({ type: "italic", children: [{ type: "text", text: words }] });
}
