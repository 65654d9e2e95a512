import type { Language } from "../../../domain/language/language.ts";
import type { DeliveryAct, DeliveryPurpose, FileReference } from "../../delivery/queue-delivery.ts";
import type { Button } from "../../ports/outbound-message.ts";
import type { RichText } from "../../ports/rich-text.ts";

/**
 * A text as its author meant it, kept in `approvals.details` while it is held. Its deliveries are made anew when it goes:
 * what must stand before it depends on what was said since, and a platform's right to answer at once has lapsed.
 */
export interface HeldText {
  channelId: string;
  content: RichText;
  language: Language;
  purpose: Exclude<DeliveryPurpose, "desk" | "alert" | "command">;
  sender: { type: "ai" } | { type: "system" } | { type: "agent"; userId: string };
  act: DeliveryAct;
  buttons?: Button[][];
  files?: FileReference[];
  replyTo?: string;
  edits?: string;
}

/** Which answers a held text puts right, and what they rested on. */
export interface HeldCorrection {
  of: string;
  answers: string[];
}

/** A line with files that its author wants sent: which, and what the approvers are told of each. */
export interface FileRelease {
  /** The line as it is kept: a note, whose files can be opened. */
  note: string;
  files: { name: string; kind: "image" | "file"; size: number }[];
}
