import type { RespondTo } from "./inbound-event.ts";
import type { RichText } from "./rich-text.ts";

/** One thing to send, already cut to the platform's limits (`Adapter.split`). */
export interface OutboundMessage {
  /** Id of the row of `deliveries`, a UUID: the idempotency key where the platform takes one. */
  deliveryId: string;
  /** Place among all deliveries, counting up; equal for every attempt of one. */
  seq: number;
  /**
   * How often this delivery was tried before. Above 0 after an uncertain outcome: the adapter may then look before it
   * sends.
   */
  attempt: number;
  /** Instant of the first attempt, ISO 8601; bounds the adapter's look-up of an earlier send. */
  firstAttemptAt?: string;
  target: OutboundTarget;
  content: RichText;
  /** Rows of buttons under the text. */
  buttons?: Button[][];
  /** At most one where `capabilities.filesPerMessage` is 1; the text is its caption where it fits. */
  files?: OutboundFile[];
  /** `externalMessageId` of the message to answer, where the platform shows replies. */
  replyTo?: string;
  /**
   * Answer to a command or button: only the person who asked sees it where the platform can. With `Adapter.edit`: the
   * press that the change answers.
   */
  respondTo?: RespondTo;
  /** With `respondTo` of a press: the message that was pressed becomes this one, where the platform can; else it is sent. */
  replacesPressed?: true;
}

export interface OutboundTarget {
  /** `ChatRef.id` of the chat. */
  chatId: string;
  threadId?: string;
  /** The platform's id of the one person who shall see it, where `capabilities.confidential` is `in_place`. */
  onlyFor?: string;
}

export interface Button {
  /** Comes back as `ActionEvent.actionId`. At most 64 bytes of ASCII: the smallest limit of all platforms. */
  id: string;
  label: string;
  /** A link opens instead of an action coming back. */
  url?: string;
  style?: "primary" | "danger";
}

export interface OutboundFile {
  name: string;
  mimeType: string;
  kind: "image" | "file";
  bytes: Uint8Array;
}

export interface SentMessage {
  /** In the form of `external_message_id`; null where the platform tells none (Slack ephemeral answers). */
  externalMessageId: string | null;
  /** What `edit` and `delete` need besides, kept in `deliveries.metadata` (WeCom `response_code`). */
  handle?: Record<string, string>;
}
