/** What a customer may ask for besides an answer, in the order of precedence. */
export const customerRequests = ["opt_out", "human", "opt_in"] as const;
export type CustomerRequest = (typeof customerRequests)[number];
