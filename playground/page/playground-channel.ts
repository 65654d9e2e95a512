export type PlaygroundPlatform = "telegram" | "wecom" | "slack";

/** A channel of the demo organisation, behind which an emulated platform stands. */
export interface PlaygroundChannel {
  orgId: string;
  channelId: string;
}
