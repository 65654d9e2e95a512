/** The fault points of a turn; a transaction is named apart, since it may die before its commit as well. */
export const everyPoint = {
  calls: [
    "intake.store",
    "intake.pull",
    "turn.parse",
    "turn.profile",
    "turn.session",
    "delivery.claim",
    "delivery.send",
    "delivery.sent",
  ],
  transactions: [
    "intake.pulled",
    "turn.message",
    "turn.duplicate",
    "turn.change",
    "turn.joined",
    "turn.ignored",
    "delivery.followed",
    "delivery.failed",
  ],
} as const;

/** Every moment at which a process is killed. */
export const everyMoment: readonly string[] = [...everyPoint.transactions, ...everyPoint.calls].flatMap((name) => [
  `${name}:before`,
  `${name}:after`,
]);

/** Those of them that differ most in what the next process finds. */
export const fewMoments: readonly string[] = [
  "intake.store:after",
  "intake.pulled:before",
  "turn.message:before",
  "turn.message:after",
  "delivery.claim:after",
  "delivery.send:after",
  "delivery.failed:before",
];
