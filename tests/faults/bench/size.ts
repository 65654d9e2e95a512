export interface Size {
  isFull: boolean;
  /** Messages a second of all platforms together, before, during and after the fault. */
  perSecond: number;
  /** As many while the fault lasts, ten times as slowly: where a restart takes a minute, nobody asks again and again. */
  mostMeanwhile: number;
  /** How long is written before the fault, and again once it is over. */
  seconds: number;
  /**
   * Customers of each platform: so many that none asks more than three times while nobody answers. 微信客服 lets five replies
   * follow what a customer wrote, of which the bot leaves two to people.
   */
  chats: number;
  /** How long a second of the platforms' published rates lasts. */
  paceSecondMs: number;
  settledWithinMs: number;
  /** How many times the bounds of time may be stretched: tests share their machine, figures have it for themselves. */
  patience: number;
}

export const shortSize: Size = {
  isFull: false,
  perSecond: 20,
  mostMeanwhile: 30,
  seconds: 1,
  chats: 10,
  paceSecondMs: 20,
  settledWithinMs: 240_000,
  patience: 8,
};

export const fullSize: Size = {
  isFull: true,
  perSecond: 200,
  mostMeanwhile: Number.POSITIVE_INFINITY,
  seconds: 5,
  chats: 1_000,
  paceSecondMs: 1_000,
  settledWithinMs: 600_000,
  patience: 1,
};
