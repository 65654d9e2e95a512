import fc from "fast-check";

/** What happened around one day in an organisation with two members of staff: everything that their figures are made of. */
export interface KpiBook {
  zone: string;
  customers: { owner: number | null; at: Date; isMerged: boolean; isInGroup: boolean }[];
  conversations: {
    agent: number | null;
    status: "pending" | "active" | "resolved" | "closed";
    resolvedAt: Date | null;
    rating: { score: number; at: Date } | null;
    isWaiting: boolean;
    due: Record<"first_response" | "next_response" | "resolution", Date | null>;
  }[];
  refs: { customer: number; at: Date }[];
  funds: {
    kind: "deposit" | "withdrawal";
    customer: number;
    user: number | null;
    cents: bigint;
    currency: "USD" | "CNY";
    status: "pending" | "confirmed" | "failed";
    at: Date;
  }[];
  /** What a yuan was worth, in ten-thousandths of a dollar. */
  rates: { day: string; rate: bigint }[];
  messages: {
    conversation: number;
    user: number | null;
    status: "sent" | "held" | "failed" | "read";
    quality: number | null;
    at: Date;
  }[];
  events: {
    conversation: number;
    user: number | null;
    type: "quality_conversation" | "counter_question" | "queued";
    /** Whose it was, and why it is in the queue. */
    before: number | null;
    reason: "unanswered" | "off_shift";
    at: Date;
  }[];
  results: {
    conversation: number;
    user: number | null;
    kind: "first_response" | "next_response" | "resolution";
    outcome: "answered" | "resolved" | "released";
    isMet: boolean;
    waited: number | null;
    at: Date;
  }[];
}

/** The clocks change on it in Berlin. */
export const KPI_DAY = "2026-03-29";

const CUSTOMERS = 4;
const CONVERSATIONS = 5;
const at = fc.integer({ min: -36 * 60, max: 60 * 60 }).map((minutes) => new Date(Date.UTC(2026, 2, 29, 0, minutes)));
const user = fc.constantFrom(0, 1, null);
const customer = fc.nat(CUSTOMERS - 1);
const conversation = fc.nat(CONVERSATIONS - 1);
const kind = fc.constantFrom("first_response" as const, "next_response" as const, "resolution" as const);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const exactly = (length: number) => ({ minLength: length, maxLength: length });

export const kpiBooks: fc.Arbitrary<KpiBook> = fc.record({
  zone: fc.constantFrom("UTC", "Asia/Shanghai", "Europe/Berlin", "America/Havana", "Asia/Kathmandu"),
  customers: fc.array(fc.record({ owner: user, at, isMerged: fc.boolean(), isInGroup: fc.boolean() }), {
    ...exactly(CUSTOMERS),
  }),
  conversations: fc.array(
    fc.record({
      agent: user,
      status: fc.constantFrom("pending" as const, "active" as const, "resolved" as const, "closed" as const),
      resolvedAt: maybe(at),
      rating: maybe(fc.record({ score: fc.integer({ min: 1, max: 5 }), at })),
      isWaiting: fc.boolean(),
      due: fc.record({ first_response: maybe(at), next_response: maybe(at), resolution: maybe(at) }),
    }),
    exactly(CONVERSATIONS),
  ),
  refs: fc.array(fc.record({ customer, at }), { maxLength: 5 }),
  funds: fc.array(
    fc.record({
      kind: fc.constantFrom("deposit" as const, "withdrawal" as const),
      customer,
      user,
      cents: fc.bigInt({ min: 1n, max: 999_999_999n }),
      currency: fc.constantFrom("USD" as const, "CNY" as const),
      status: fc.constantFrom("pending" as const, "confirmed" as const, "confirmed" as const, "failed" as const),
      at,
    }),
    { maxLength: 8 },
  ),
  rates: fc.uniqueArray(
    fc.record({
      day: fc.constantFrom("2026-03-27", "2026-03-28", "2026-03-29", "2026-03-30"),
      rate: fc.bigInt({ min: 1n, max: 99_999n }),
    }),
    { maxLength: 3, selector: ({ day }) => day },
  ),
  messages: fc.array(
    fc.record({
      conversation,
      user,
      status: fc.constantFrom("sent" as const, "sent" as const, "read" as const, "held" as const, "failed" as const),
      quality: maybe(fc.integer({ min: 1, max: 10 })),
      at,
    }),
    { maxLength: 10 },
  ),
  events: fc.array(
    fc.record({
      conversation,
      user,
      type: fc.constantFrom("quality_conversation" as const, "counter_question" as const, "queued" as const),
      before: user,
      reason: fc.constantFrom("unanswered" as const, "off_shift" as const),
      at,
    }),
    { maxLength: 8 },
  ),
  results: fc.array(
    fc.record({
      conversation,
      user,
      kind,
      outcome: fc.constantFrom("answered" as const, "resolved" as const, "released" as const),
      isMet: fc.boolean(),
      waited: maybe(fc.nat(5000)),
      at,
    }),
    { maxLength: 10 },
  ),
});
