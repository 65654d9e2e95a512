import { describe, expect, it } from "vitest";
import type { Day } from "../day.ts";
import type { Finding } from "./finding.ts";
import { checkHandovers } from "./handovers.ts";
import { checkLimits } from "./limits.ts";
import { checkMessages } from "./messages.ts";
import { checkMirrors } from "./mirrors.ts";
import { minute, type Planted, plantedDay } from "./planted-day.ts";
import { checkRatings } from "./ratings.ts";
import { checkReminders } from "./reminders.ts";
import { checkSla } from "./sla.ts";
import { checkUnanswered } from "./unanswered.ts";
import { checkWrongPerson } from "./wrong-person.ts";

const at = minute(10);
const marker = "[P001 C1001 #1]";

/** A day with an agent's line to the first customer in its log. */
function dayWithLine(planted: Planted): Day {
  const day = plantedDay(planted);
  day.log.lines.push({ marker, phone: "P001", conversationId: "one", agent: "Ann", at });
  return day;
}

/** A day on which the first customer wrote a text. */
function dayWithQuestion(planted: Planted, text = "When? (q2)", meaning: "question" | "thanks" = "question"): Day {
  const day = dayWithLine(planted);
  day.log.written.push({ phone: "P001", at: minute(5), text, meaning, token: "(q2)" });
  return day;
}

function expectWrong({ wrong, details }: Finding, words: string): void {
  expect(details.filter((detail) => detail.includes(words))).toHaveLength(1);
  expect(wrong).toBe(1);
}

describe("of messages to the right person, it is reported", () => {
  const texts: [string, string, string, string][] = [
    ["that somebody got another's line", "P002", marker, "P002 got [P001 C1001 #1]"],
    ["that somebody was told another's name", "P002", "Dear Wang P001", "P002 was told of P001"],
    ["that somebody was shown another's words", "P002", "You asked: When? (q2)", "P002 was shown (q2)"],
    ["that a customer was shown words of staff", "P001", "SECRET-note-3", "P001 was shown what is for staff"],
    ["that a customer was shown a mark of the desk", "P001", "🔒 Internal", "P001 was shown what is for staff"],
  ];
  for (const [what, phone, text, words] of texts) {
    it(what, () => expectWrong(checkWrongPerson(dayWithQuestion({ told: { [phone]: [{ text, at }] } })), words));
  }

  it("that a line came twice", () => {
    const twice = [marker, marker].map((text) => ({ text, at }));
    expectWrong(checkWrongPerson(dayWithLine({ told: { P001: twice } })), "twice");
  });

  it("not that somebody got their own", () => {
    expect(checkWrongPerson(dayWithLine({ told: { P001: [{ text: marker, at }] } })).wrong).toBe(0);
  });
});

describe("of open questions, it is reported", () => {
  const state = { name: "Wang P001", number: "1001", status: "pending", owner: null, handoff_at: null };
  const waits = { ...state, waiting_since: minute(5), has_deadline: false, has_alert: false, resolved_at: null };
  const unanswered = (row: object[], told: string[] = []) =>
    checkUnanswered(
      dayWithQuestion({ rows: { has_deadline: row }, told: { P001: told.map((text) => ({ text, at })) } }),
    );

  it("that there is no conversation", async () => expectWrong(await unanswered([]), "there is no conversation"));

  it("that nobody waits for it", async () => {
    expectWrong(await unanswered([{ ...waits, waiting_since: null }]), "C1001 is nobody's");
  });

  it("that it waits without a deadline or an alert, also after “a colleague will answer”", async () => {
    const words = "C1001 waits without a deadline or an alert";
    expectWrong(await unanswered([waits], ["A colleague will answer you here."]), words);
  });

  it("that it came after its conversation was resolved", async () => {
    const row = { ...waits, status: "resolved", resolved_at: minute(4) };
    expectWrong(await unanswered([row]), "C1001 is resolved before");
  });

  it("that its conversation ended by itself after it, where no colleague ended it", async () => {
    const ended = { ...waits, status: "resolved", resolved_at: minute(20) };
    expectWrong(await unanswered([{ ...ended, is_resolved_by_person: false }]), "C1001 was ended by itself");
    expect((await unanswered([{ ...ended, is_resolved_by_person: true }])).wrong).toBe(0);
    expect((await unanswered([{ ...ended, is_resolved_by_person: false }], ["It takes a day."])).wrong).toBe(0);
  });

  it("not where somebody has it, where it has a deadline, or where it was answered", async () => {
    expect((await unanswered([{ ...waits, owner: "Ann" }])).wrong).toBe(0);
    expect((await unanswered([{ ...waits, has_deadline: true }])).wrong).toBe(0);
    expect((await unanswered([{ ...waits, waiting_since: null }], ["It takes a day."])).wrong).toBe(0);
    const founded = "To reach a person, reply “human” to a colleague.\nIt takes a day.\nSource: Times";
    expect((await unanswered([{ ...waits, waiting_since: null }], [founded])).wrong).toBe(0);
  });

  it("not that the customer took it back", async () => {
    const day = dayWithQuestion({ rows: { has_deadline: [{ ...waits, waiting_since: null }] } });
    for (const written of day.log.written) written.isTakenBack = true;
    expect((await checkUnanswered(day)).wrong).toBe(0);
  });
});

describe("of promises, it is reported", () => {
  const kept = {
    conversation_id: "one",
    number: "1001",
    name: "Wang P001",
    kind: "first_response",
    waiting_since: minute(5),
    deadline: minute(35),
    ended_at: minute(10),
    outcome: "answered",
    is_met: true,
  };
  const told = { P001: [{ text: marker, at }] };
  const counted = (row: object, more: Planted = { told }) =>
    checkSla(dayWithQuestion({ ...more, rows: { sla_results: [row] } }));

  it("that one has a deadline that nobody promises", async () => {
    expectWrong(await counted({ ...kept, deadline: minute(11) }), "nobody promises");
  });

  it("that one was kept late and counts as kept", async () => {
    expectWrong(await counted({ ...kept, deadline: minute(10), ended_at: minute(10.5) }), "kept is true");
  });

  it("that one was kept in time and counts as missed", async () => {
    expectWrong(await counted({ ...kept, is_met: false }), "kept is false");
  });

  it("that one began when the customer wrote nothing", async () => {
    const row = { ...kept, waiting_since: minute(7), deadline: minute(37) };
    expectWrong(await counted(row), "the customer wrote nothing");
  });

  it("that one counts as answered, and the customer got nothing", async () => {
    expectWrong(await counted(kept, {}), "the customer got none then");
  });

  it("that an earlier answer was not counted", async () => {
    const day = dayWithQuestion({
      rows: { sla_results: [{ ...kept, ended_at: minute(20) }] },
      told: { P001: [{ text: `${marker} [P001 C1001 #9]`, at: minute(20) }] },
    });
    day.log.lines.unshift({
      marker: "[P001 C1001 #8]",
      phone: "P001",
      conversationId: "one",
      agent: "Ann",
      at: minute(8),
    });
    day.log.lines.push({
      marker: "[P001 C1001 #9]",
      phone: "P001",
      conversationId: "one",
      agent: "Ann",
      at: minute(20),
    });
    const phone = day.phones.get("P001");
    phone?.told().unshift({ text: "[P001 C1001 #8]", at: minute(8) });
    expectWrong(await checkSla(day), "the customer had an answer before");
  });

  const second = "[P001 C1001 #9]";
  const askedBetween = (rows: object[] = []) => {
    const at40 = { text: second, at: minute(40) };
    const day = dayWithLine({ told: { P001: [{ text: marker, at }, at40] }, rows: { sla_results: rows } });
    day.log.lines.push({ marker: second, phone: "P001", conversationId: "one", agent: "Ann", at: minute(40) });
    day.log.written.push({ phone: "P001", at: minute(22), text: "👍", meaning: "sticker", token: null });
    day.log.written.push({ phone: "P001", at: minute(25), text: "And?", meaning: "question", token: null });
    return day;
  };

  it("that a question between two answers was not counted", async () => {
    expectWrong(await checkSla(askedBetween()), "was answered, and no promise was counted");
  });

  it("not a question that is counted from the emoji before it, which answered one of ours", async () => {
    const next = { ...kept, kind: "next_response", waiting_since: minute(22), deadline: minute(82) };
    expect((await checkSla(askedBetween([{ ...next, ended_at: minute(40) }]))).wrong).toBe(0);
  });

  it("not one that was kept", async () => expect((await counted(kept)).wrong).toBe(0));
});

describe("of the platforms' limits, it is reported", () => {
  const isCalm = { reply_failed: [{ count: "0" }] };
  const limited = (planted: Planted) => checkLimits(plantedDay({ ...planted, rows: { ...isCalm, ...planted.rows } }));
  const ended = {
    audience: "customer",
    status: "failed",
    operation: "send",
    code: "x",
    why: "y",
    count: "1",
    conversations: ["one"],
  };

  it("that a card could not be changed, unless somebody deleted its thread", async () => {
    const card = { ...ended, audience: "staff", operation: "edit", why: "desk: message to edit not found" };
    const day = plantedDay({ rows: { ...isCalm, "status NOT IN": [card] } });
    expectWrong(await checkLimits(day), "message to edit not found");
    day.log.deletedThreads.add("one");
    expect((await checkLimits(day)).wrong).toBe(0);
  });

  it("that WeCom dropped a message, or refused a call as too many", async () => {
    expectWrong(await limited({ limits: { wecom: { dropped: 1, tooMany: 0 } } }), "WeCom dropped 1");
    expectWrong(await limited({ limits: { wecom: { dropped: 0, tooMany: 1 } } }), "WeCom refused 1");
  });

  it("that a platform that said to wait was written to", async () => {
    expectWrong(await limited({ limits: { slack: { refused: 2, ignored: 1 } } }), "slack was written to 1 times");
    expectWrong(await limited({ limits: { telegram: { refused: 2, ignored: 1 } } }), "telegram was written to 1 times");
  });

  it("that a message failed without a rule of the platform, or is still under way", async () => {
    expectWrong(await limited({ rows: { string_agg: [ended] } }), "1 failed to customer");
    expectWrong(await limited({ rows: { string_agg: [{ ...ended, status: "queued" }] } }), "1 queued to customer");
  });

  it("that a message failed and its conversation does not say so", async () => {
    expectWrong(await limited({ rows: { reply_failed: [{ count: "1" }] } }), "do not say so");
  });

  it("that a message counts as sent and did not arrive, or arrived twice", async () => {
    const row = { name: "Wang P001", count: "1" };
    expectWrong(await limited({ rows: { "c.name, count": [row] } }), "1 were sent, 0 arrived");
    const twice = [marker, marker].map((text) => ({ text, at }));
    expectWrong(await limited({ rows: { "c.name, count": [row] }, told: { P001: twice } }), "1 were sent, 2 arrived");
  });

  it("not that a refusal was heeded, or that 微信客服 takes no sixth reply", async () => {
    const rows = { string_agg: [{ ...ended, code: "delivery.rejected.window_closed" }] };
    expect((await limited({ rows, limits: { slack: { refused: 3, ignored: 0 } } })).wrong).toBe(0);
  });
});

const thread = { conversation_id: "one", chat_id: "desk", thread_id: "t1" };

describe("of hand-overs, it is reported", () => {
  const offer = { conversation_id: "one", number: "1001", note: "SECRET-5", to_user_id: "user Ben", batch_id: null };
  const shown = { threads: { t1: ["🤝 SECRET-5"] }, privately: { Ben: ["C1001 SECRET-5"] } };
  const checked = ({ rows, ...planted }: Planted) =>
    checkHandovers(plantedDay({ ...planted, rows: { desk_threads: [thread], ...rows } }));
  const offers = (row: object) => ({ conversation_handovers: [row] });

  it("that one has no note", async () => {
    expectWrong(await checked({ ...shown, rows: offers({ ...offer, note: null }) }), "without its note");
  });

  it("that the note is not in the thread, or not with who gets it", async () => {
    expectWrong(await checked({ ...shown, threads: { t1: ["🤝"] }, rows: offers(offer) }), "is not in the thread");
    expectWrong(await checked({ ...shown, privately: {}, rows: offers(offer) }), "who gets it was not told");
  });

  it("that an assignment is not told to the thread, or to who gets it", async () => {
    const rows = {
      "e.event_type = 'assigned'": [{ conversation_id: "one", number: "1001", to: "user Ben", name: "Ben" }],
    };
    expectWrong(await checked({ privately: shown.privately, rows }), "its thread does not say so");
    expectWrong(await checked({ threads: { t1: ["Mia gave C1001 to Ben"] }, rows }), "Ben was not told of C1001");
  });

  it("that a conversation went back and its thread does not say so", async () => {
    const rows = { "e.event_type = 'queued'": [{ conversation_id: "one", number: "1001", count: "1" }] };
    expectWrong(await checked({ rows }), "C1001 went back 1 times, its thread says it 0 times");
  });

  it("not one with its note in both places", async () => {
    expect((await checked({ ...shown, rows: offers(offer) })).wrong).toBe(0);
  });
});

describe("of customers' messages, it is reported", () => {
  const stored = (said: string[]) => checkMessages(dayWithQuestion({ rows: { said: [{ name: "Wang P001", said }] } }));

  it("that one is missing, changed or stored twice", async () => {
    expectWrong(await stored([]), "is “missing”");
    expectWrong(await stored(["When?"]), "is “When?”");
    expectWrong(await stored(["When? (q2)", "When? (q2)"]), "2 messages are stored, 1 were written");
  });

  it("not one that is stored once", async () => expect((await stored(["When? (q2)"])).wrong).toBe(0));
});

describe("of customers' lines in their threads, it is reported", () => {
  const lines = ["When? (q2)", "Where? (q3)"];
  const mirrored = (texts: string[]) =>
    checkMirrors(
      plantedDay({
        rows: { array_agg: [{ conversation_id: "one", name: "Wang P001", said: lines }], desk_threads: [thread] },
        threads: { t1: texts },
      }),
    );
  const [first, second] = lines.map((text) => `👤 Wang P001\n${text}`) as [string, string];

  it("that one is not there, out of order, twice, or another's", async () => {
    expectWrong(await mirrored([first]), "is not in its thread");
    expectWrong(await mirrored([second, first]), "is out of order in its thread");
    expectWrong(await mirrored([first, second, second]), "stands twice in its thread");
    expectWrong(await mirrored([first, second, "👤 Wang P002\nHello"]), "shows a line of Wang P002");
  });

  it("not those that stand there once, in order", async () => expect((await mirrored([first, second])).wrong).toBe(0));
});

describe("of reminders, it is reported", () => {
  const words = "SECRET-remind-4";
  const row = { words, status: "fired", due_at: minute(25) };
  const came = `⏰ C1001 · Ann: ${words}`;
  /** At ten Ann asked to be told in a quarter of an hour; it is `now` minutes past seven. */
  const reminded = (rows: object[], texts: string[], now = 60, isGone = false) => {
    const day = plantedDay({
      rows: { "FROM reminders": rows, "t.moved_at IS NULL": [], desk_threads: [thread] },
      threads: { t1: [`⏰ Ann set a reminder in C1001 · Wang P001 for 07:25: ${words}`, ...texts] },
    });
    day.log.reminders.push({ words, conversationId: "one", code: "C1001", by: "Ann", at, minutes: 15 });
    if (isGone) day.log.deletedThreads.add("one");
    return checkReminders({ ...day, clock: { ...day.clock, now: () => minute(now) } });
  };

  it("that one was not kept", async () => expectWrong(await reminded([], []), "was not kept"));

  it("that one was due and did not come", async () => {
    expectWrong(await reminded([{ ...row, status: "open" }], []), "was due and did not come");
  });

  it("that one came not, twice, or under another's words", async () => {
    expectWrong(await reminded([row], []), "came 0 times");
    expectWrong(await reminded([row], [came, came]), "came 2 times");
    expectWrong(await reminded([row], [`${came}1`]), "came 0 times");
  });

  it("that one came before it was due", async () => {
    expectWrong(await reminded([{ ...row, status: "open" }], [came], 20), "came before it was due");
    expectWrong(await reminded([{ ...row, due_at: minute(12) }], [came]), "before it was to come");
  });

  it("that one came to a person twice, where the desk has no threads", async () => {
    const privately = { Ann: [came, came].map((line) => `C1001 · Wang P001\n${line}`) };
    const day = plantedDay({ rows: { "FROM reminders": [row] }, privately });
    day.log.reminders.push({ words, conversationId: "one", code: "C1001", by: "Ann", at, minutes: 15 });
    expectWrong(await checkReminders({ ...day, clock: { ...day.clock, now: () => minute(60) } }), "came 2 times");
  });

  it("not one that came once, that is not due, or whose thread is gone", async () => {
    expect((await reminded([row], [came])).wrong).toBe(0);
    expect((await reminded([{ ...row, status: "open" }], [], 20)).wrong).toBe(0);
    expect((await reminded([], [], 60, true)).wrong).toBe(0);
  });
});

describe("of ratings, it is reported", () => {
  const asked = { text: "How satisfied are you? Reply with a number: 1 is not at all, 5 is very.", at: minute(20) };
  const row = { id: "one", name: "Wang P001", number: "1001", score: 4, asked_at: minute(20), events: 1 };
  const rated = (rows: object[], told = [asked], scores = [4]) => {
    const day = plantedDay({ rows: { satisfaction_score: rows }, told: { P001: told } });
    for (const score of scores) day.log.ratings.push({ phone: "P001", score, at: minute(21) });
    return checkRatings(day);
  };

  it("that one is nowhere, or another than was typed", async () => {
    expectWrong(await rated([]), "was asked about nothing");
    expectWrong(await rated([{ ...row, score: null, events: 0 }]), "it has no rating");
    expectWrong(await rated([{ ...row, score: 2 }]), "rated C1001 with 4, it has 2");
  });

  it("that one was counted twice", async () => {
    expectWrong(await rated([{ ...row, events: 2 }]), "its events say 2 times");
  });

  it("that one stands in another conversation than they were asked about", async () => {
    const earlier = { ...row, id: "zero", number: "1000", asked_at: minute(2) };
    expectWrong(await rated([earlier, { ...row, score: null, events: 0 }]), "rated C1001 with 4, it has no rating");
  });

  it("that one stands in a conversation of somebody who rated nothing", async () => {
    expectWrong(await rated([row, { ...row, id: "two", number: "1002", name: "Wang P002" }]), "P002 rated nothing");
  });

  it("not one that stands where it belongs, or that came after something newer was said", async () => {
    expect((await rated([row])).wrong).toBe(0);
    const newer = { text: "I am looking into it", at: minute(20.5) };
    expect((await rated([{ ...row, score: null, events: 0 }], [asked, newer])).wrong).toBe(0);
  });
});
