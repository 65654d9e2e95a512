/** What a customer meant with a message: what may be expected of the desk follows from it. */
export type Meaning = "question" | "human" | "anger" | "danger" | "odd" | "thanks" | "sticker" | "picture" | "rating";

/** A message of a customer, as their platform has it. */
export interface Written {
  phone: string;
  at: Date;
  text: string;
  meaning: Meaning;
  /** Found once in the whole day, where the text carries it. */
  token: string | null;
  isTakenBack?: true;
}

/** A text that an agent wrote for a customer, in the customer's own thread or under their code. */
export interface Line {
  /** Names the customer and the conversation, and is used once. */
  marker: string;
  phone: string;
  conversationId: string;
  agent: string;
  at: Date;
}

/** Something that changes whose a conversation is, or whether it is open. */
export interface Act {
  kind: "take" | "release" | "resolve" | "handover" | "assign" | "reopen" | "script" | "accept";
  conversationId: string;
  code: string;
  by: string;
  at: Date;
  /** To whom, for a hand-over or an assignment. */
  to?: string;
  /** The words only staff may read. */
  note?: string;
}

/** A wish to be told of something again, in so many minutes. */
export interface Reminder {
  /** Used once. */
  words: string;
  conversationId: string;
  code: string;
  by: string;
  at: Date;
  minutes: number;
}

/** A digit that a customer typed after they were asked how satisfied they were. */
export interface Rating {
  phone: string;
  score: number;
  at: Date;
}

/** Who did what when, as the people of the day know it: nothing in it comes from the product. */
export interface DayLog {
  written: Written[];
  lines: Line[];
  acts: Act[];
  reminders: Reminder[];
  ratings: Rating[];
  /** Words that only staff may read. */
  internal: string[];
  /** Conversations whose thread somebody deleted. */
  deletedThreads: Set<string>;
  /** Acts that the platform itself refused, with its words: a button or a thread was gone. */
  missed: string[];
  /** A number that is used once. */
  next(): number;
}

export function newLog(): DayLog {
  let last = 0;
  return {
    written: [],
    lines: [],
    acts: [],
    reminders: [],
    ratings: [],
    internal: [],
    deletedThreads: new Set(),
    missed: [],
    next: () => ++last,
  };
}
