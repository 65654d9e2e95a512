/** What kind of thing a question asks for: two questions on one matter that ask for other things have other answers. */
export const questionForms = [
  "how",
  "why",
  "when",
  "how_long",
  "how_much",
  "where",
  "who",
  "which",
  "whether",
  "problem",
  "none",
] as const;
export type QuestionForm = (typeof questionForms)[number];

// Tried in this order on folded text. Chinese question words stand anywhere, English ones mostly in front.
const PATTERNS: [QuestionForm, RegExp][] = [
  ["why", /为什么|为啥|为何|什么原因|怎么回事|咋回事|怎么会|\bwhy\b|how come|what('s| is) the reason/u],
  [
    "how_long",
    /多久|多长时间|多少天|几天|几个月|多少个?小时|how long|how many (days|hours|weeks)|how (soon|fast|quick)/u,
  ],
  ["when", /什么时候|何时|啥时|几时|哪天|几号|几点|什么时间|\bwhen\b|what (time|date|day)/u],
  ["how_much", /多少|几多|几元|几块|how (much|many)|what('s| is| are) the (fee|charge|cost|price|rate|limit|amount)/u],
  ["where", /哪里|哪儿|在哪|何处|什么地方|\bwhere\b/u],
  ["who", /谁|哪位|\bwho(m|se)?\b/u],
  [
    "problem",
    /不能|不了|无法|没法|失败|不到账|没到账|不见了|not work|n't work|can'?t|cannot|unable|fail|declin|reject|\bstuck\b|still (not|hasn)/u,
  ],
  ["how", /怎么|如何|怎样|咋|\bhow\b|(steps?|way) to\b/u],
  ["which", /什么|啥|哪|\b(what|which)\b/u],
  [
    "whether",
    /能不能|可不可以|是不是|是否|能否|可否|吗|么$|^(can|could|may|is|are|do|does|did|will|would|am|has|have)\b/u,
  ],
];

/** The form of a question, of folded text. */
export function questionFormOf(folded: string): QuestionForm {
  return PATTERNS.find(([, pattern]) => pattern.test(folded))?.[0] ?? "none";
}
