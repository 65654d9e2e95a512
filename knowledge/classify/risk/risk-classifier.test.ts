import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { riskSeverities } from "../../../domain/conversations/signals.ts";
import { readText } from "../read-text.ts";
import { createRiskClassifier } from "./risk-classifier.ts";

const classifier = createRiskClassifier();
const kindsIn = (text: string) => classifier.classify(readText(text)).map(({ kind }) => kind);

describe("the risks in a message", () => {
  it.each([
    ["我要投诉到证监会", "complaint_escalation"],
    ["再不处理我就報警了", "complaint_escalation"],
    ["我会找律师起诉你们，在抖音曝光", "complaint_escalation"],
    ["I will report you to the ombudsman and sue you", "complaint_escalation"],
    ["出金三天没到，还我钱", "withdrawal_pressure"],
    ["You won't let me withdraw, where is my money?", "withdrawal_pressure"],
    ["钱全没了，我不想活了", "distress"],
    ["活著沒意思", "distress"],
    ["I lost everything and want to kill myself", "distress"],
    ["there's no reason to live", "distress"],
    ["我是借钱炒的，还有信用卡套现", "borrowed_money"],
    ["I took out a loan to trade", "borrowed_money"],
    ["老师让我转到个人账户", "fraud_on_customer"],
    ["对方问我要验证码", "fraud_on_customer"],
    ["my mentor told me to install AnyDesk", "fraud_on_customer"],
    ["I met him online and he promised me a fixed return", "fraud_on_customer"],
    ["我的账号被盗了，不是我操作的", "account_security"],
    ["Someone logged in to my account, I lost my phone", "account_security"],
    ["这是我的养老钱，全部积蓄", "vulnerable"],
    ["This is my pension, all my savings", "vulnerable"],
    ["我知道你住哪，弄死你", "threat"],
    ["I know where you live, I will find you", "threat"],
    ["你们都是傻逼", "abuse"],
    ["You morons, go to hell", "abuse"],
    ["加我私人微信聊", "off_channel"],
    ["call my cell or text me on WhatsApp", "off_channel"],
  ])("“%s” is a sign of %s", (text, kind) => {
    expect(kindsIn(text)).toContain(kind);
  });

  it.each([
    ["亏死了，累死了"],
    ["气死我了笑死"],
    ["这行情要爆仓了，割肉"],
    ["I'm killing it today, dying to know more"],
    ["how do I set a stop loss to cut my losses"],
    ["are you regulated by the FCA?"],
    ["你们受证监会监管吗"],
    ["怎么投诉？投诉电话多少"],
    ["How do I complain? Where is the complaints procedure?"],
    ["我没有借钱，也没有贷款"],
    ["I did not borrow anything"],
    ["我不会投诉你们"],
    ["可以用微信支付入金吗"],
    ["怎么开户"],
    ["What is the spread on gold?"],
    ["The deadline is on Friday"],
  ])("“%s” is none", (text) => {
    expect(kindsIn(text)).toEqual([]);
  });

  it("hears distress also where it is denied, as less severe", () => {
    const [denied] = classifier.classify(readText("I don't want to die"));
    expect(denied).toMatchObject({ kind: "distress", severity: expect.stringMatching(/low|medium/) });
    expect(classifier.classify(readText("我要自杀"))[0]).toMatchObject({ kind: "distress", severity: "critical" });
  });

  it("names the words as they were written, most severe kind first", () => {
    expect(classifier.classify(readText("Ｉ want to ＤＩＥ. My number is 5"))).toMatchObject([
      { kind: "distress", words: [{ text: "want to ＤＩＥ", start: 2, end: 13 }] },
      { kind: "off_channel", words: [{ text: "My number is" }] },
    ]);
  });

  it("counts an organisation's own words from when they are known, of its own kind or of ours", () => {
    const own = createRiskClassifier([
      { kind: "competitor", severity: "high", words: ["某某证券", "Acme Broker*"] },
      { kind: "threat", severity: "critical", words: ["见血"] },
    ]);
    const found = own.classify(readText("Acme Brokers 和某某證券更好，不然見血"));
    expect(found.map(({ kind, severity }) => [kind, severity])).toEqual([
      ["threat", "critical"],
      ["competitor", "high"],
    ]);
    expect(kindsIn("Acme Brokers")).toEqual([]);
  });

  it("stays within its bounds and inside the text, whatever the text is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), someRiskyText), (text) => {
        for (const { severity, score, words } of classifier.classify(readText(text))) {
          expect(riskSeverities).toContain(severity);
          expect(score).toBeGreaterThan(0);
          expect(score).toBeLessThanOrEqual(1);
          expect(words.length).toBeGreaterThan(0);
          for (const { text: said, start, end } of words) expect(text.toWellFormed().slice(start, end)).toBe(said);
        }
      }),
    );
  });
});

const pieces = [
  "不想活了",
  "骗子",
  "𠮷",
  "sue you",
  " ",
  "，",
  "не",
  "Ａ",
  "\u0301",
  "don't",
  "withdraw",
  "still",
  "☹️",
  "\ud800",
];
const someRiskyText = fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map((parts) => parts.join(""));
