/** One raw thing a platform delivered, with what intake needs to know about it. */
export interface Receipt {
  /** Unique per channel: a redelivery has the same, two different things never share it. At most 300 characters. */
  externalId: string;
  /** The ordered unit it belongs to (`ChatRef.key`). At most 300 characters. */
  chat: string;
  /** The payload as text, exactly as `parse` wants it back. */
  raw: string;
  /**
   * Where it stands among its chat's receipts, when the transport does not keep order (milliseconds of the platform's
   * clock); the lower is worked first. Absent: order of arrival. Chats are worked by it as well, where it is more than
   * ten seconds and less than three days ago.
   */
  position?: number;
  /** The receipt is only an announcement: pull this. */
  pull?: PullHint;
  /** The trace that it belongs to (`traceparent`): ours, whatever the platform sent. */
  trace?: string;
}

/** What to pull: `name` is the cursor's name (`open_kfid`), unique per channel. */
export interface PullHint {
  name: string;
  /** A short-lived right to pull without strict limits (微信客服 `Token`). */
  token?: string;
}
