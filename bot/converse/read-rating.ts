import { recogniseRequest } from "../conduct/customer-requests.ts";
import { asksToForget } from "../conduct/requests/forget-request.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";

/** A digit from 1 to 5 that stands alone, as people type it (`5`, `５分`, `4/5`, `3 stars`); null for everything else. */
export function readScore(text: string): number | null {
  const match = /^([1-5])\s*(?:分|星|颗星|stars?|\/\s*5)?\s*[.!。]?$/i.exec(text.normalize("NFKC").trim());
  return match ? Number(match[1]) : null;
}

/** What the line after a rating is: the comment, "nothing to add", or, a question or a request, no comment at all. */
export function readComment({ text, attachments }: MessageEvent): "comment" | "nothing" | null {
  const line = text.trim();
  if (line === "" || attachments.length > 0 || /^[/／]/.test(line)) return null;
  if (/[?？]\s*$/.test(line) || recogniseRequest(line).request !== null || asksToForget(line)) return null;
  return /^(no+|nope|no,? thanks?( you)?|nothing|没有了?|没了|无|不用了?)[\s.!。！]*$/i.test(line)
    ? "nothing"
    : "comment";
}
