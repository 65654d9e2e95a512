import type { memoryCategories, memoryTypes } from "../content/knowledge-words.ts";
import type { CodeOf, Words } from "../language/word-list.ts";
import { wordList } from "../language/word-list.ts";

interface Subject {
  words: Words;
  category: CodeOf<typeof memoryCategories>;
  type: Exclude<CodeOf<typeof memoryTypes>, "shared">;
  /** Has one value at a time: another one takes its place. */
  isSingle: boolean;
  /** How much it matters when it is first said, 0…1. */
  importance: number;
}

/** What a desk remembers of a customer, and nothing else: what helps to serve them the next time. */
const subjects = {
  addressed_as: {
    words: { en: "Wishes to be called", zh: "称呼" },
    category: "personal",
    type: "long_term",
    isSingle: true,
    importance: 0.7,
  },
  home: {
    words: { en: "Lives in", zh: "所在地" },
    category: "personal",
    type: "long_term",
    isSingle: true,
    importance: 0.5,
  },
  time_zone: {
    words: { en: "Time zone", zh: "时区" },
    category: "personal",
    type: "long_term",
    isSingle: true,
    importance: 0.5,
  },
  contact_time: {
    words: { en: "When to reach them", zh: "联系时间" },
    category: "preference",
    type: "long_term",
    isSingle: true,
    importance: 0.8,
  },
  contact_way: {
    words: { en: "How to reach them", zh: "联系方式偏好" },
    category: "preference",
    type: "long_term",
    isSingle: true,
    importance: 0.8,
  },
  risk_preference: {
    words: { en: "Risk preference", zh: "风险偏好" },
    category: "preference",
    type: "long_term",
    isSingle: true,
    importance: 0.9,
  },
  budget: {
    words: { en: "Amount in mind", zh: "资金计划" },
    category: "need",
    type: "long_term",
    isSingle: true,
    importance: 0.8,
  },
  experience: {
    words: { en: "Experience", zh: "交易经验" },
    category: "personal",
    type: "long_term",
    isSingle: true,
    importance: 0.7,
  },
  occupation: {
    words: { en: "Occupation", zh: "职业" },
    category: "personal",
    type: "long_term",
    isSingle: true,
    importance: 0.5,
  },
  product_interest: {
    words: { en: "Interested in", zh: "关注产品" },
    category: "preference",
    type: "long_term",
    isSingle: false,
    importance: 0.6,
  },
  family: {
    words: { en: "Family", zh: "家人" },
    category: "personal",
    type: "long_term",
    isSingle: false,
    importance: 0.4,
  },
  plan: {
    words: { en: "Plans", zh: "打算" },
    category: "event",
    type: "short_term",
    isSingle: false,
    importance: 0.6,
  },
  complaint: {
    words: { en: "Complained", zh: "投诉" },
    category: "event",
    type: "short_term",
    isSingle: false,
    importance: 0.9,
  },
  promise: {
    words: { en: "Was promised", zh: "获得的承诺" },
    category: "event",
    type: "short_term",
    isSingle: false,
    importance: 0.9,
  },
  wish: {
    words: { en: "Wishes", zh: "服务偏好" },
    category: "preference",
    type: "long_term",
    isSingle: false,
    importance: 0.6,
  },
  account: {
    words: { en: "Opened an account", zh: "已开户" },
    category: "event",
    type: "long_term",
    isSingle: false,
    importance: 0.7,
  },
  first_deposit: {
    words: { en: "First deposit", zh: "首次入金" },
    category: "event",
    type: "long_term",
    isSingle: false,
    importance: 0.7,
  },
} as const satisfies Record<string, Subject>;

export type MemorySubject = keyof typeof subjects;

/** What records of the product say; what a customer says of it is no fact. */
const ofRecords = ["account", "first_deposit"] as const satisfies readonly MemorySubject[];
export type RecordSubject = (typeof ofRecords)[number];

const codes = Object.keys(subjects) as MemorySubject[];

/** What a memory can be about. */
export const memorySubjects = wordList(
  Object.fromEntries(codes.map((code) => [code, subjects[code].words])) as Record<MemorySubject, Words>,
);

/** Those that a customer's words can be about. */
export const saidSubjects = codes.filter((code) => !(ofRecords as readonly MemorySubject[]).includes(code));

/** How a subject is kept. */
export function subjectOf(code: MemorySubject): Subject {
  return subjects[code];
}
