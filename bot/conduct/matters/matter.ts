/**
 * What the bot may not answer from knowledge, whatever it knows: an order to trade, a wish for advice or a forecast, an
 * account in strange hands. In order of precedence.
 */
export const matters = ["account_security", "trade_instruction", "advice"] as const;
export type Matter = (typeof matters)[number];
