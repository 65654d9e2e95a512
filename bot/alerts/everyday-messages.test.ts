import { describe, expect, it } from "vitest";
import { riskExamples } from "../../tests/measure/train-signals.ts";
import { recogniseRequest } from "../conduct/customer-requests.ts";
import { recogniseMatter } from "../conduct/restricted-matters.ts";
import { readSignals } from "../signals/read-signals.ts";
import { eventsOfSignals } from "../signals/signal-events.ts";
import { signalPolicyOf } from "../signals/signal-policy.ts";
import type { AlertKind } from "./rules.ts";
import { type SeenEvent, triggersOf } from "./triggers.ts";

const policy = signalPolicyOf(new Map());

/** The rules that a message calls for by what is read in it, as a turn writes it down. */
function rulesFor(text: string): AlertKind[] {
  const signals = readSignals(text, recogniseRequest(text), policy);
  const events: SeenEvent[] = eventsOfSignals(signals).map(({ eventType, eventData }) => ({
    type: eventType,
    data: eventData,
  }));
  const matter = recogniseMatter(text);
  if (matter) events.push({ type: "risk_signal", data: { rule: matter.matter, words: matter.words } });
  return triggersOf(events, text).map(({ kind }) => kind);
}

const everydayEnglish = [
  "please",
  "/help",
  "/start",
  "/cancel@deskhand_bot",
  "hello?",
  "Good evening, I have a quick question",
  "Thanks a lot for your help!",
  "help me please",
  "please reply",
  "can you find someone please",
  "Could somebody please have a look",
  "I need help with my account please",
  "Can you speak Chinese?",
  "Do you speak Spanish?",
  "I want to speak English",
  "are you a robot?",
  "are you human or a bot?",
  "Is this a chatbot?",
  "who are you?",
  "you are a bot, right?",
  "what is my balance",
  "What are your fees?",
  "how much is the commission on gold",
  "what are your opening hours",
  "Are you open on Saturdays?",
  "What documents do I need?",
  "Please delete all my data",
  "please close my account",
  "how do I change my email",
  "what is the name of my account manager",
  "my manager is on holiday",
  "My father died, how do I access his account?",
  "my mother passed away, what happens to her account",
  "Is the return guaranteed?",
  "do you guarantee returns?",
  "can I lose more than I deposit",
  "can I make money with this",
  "how do I close a position",
  "where do I get support",
  "I will think about it",
];
const everydayChinese = [
  "请",
  "拜托了",
  "求求你们",
  "麻烦快一点",
  "你好，请问有人吗",
  "谢谢你们的帮助",
  "感谢你们",
  "/帮助",
  "/help 你好",
  "帮帮忙",
  "你是机器人吗",
  "你是谁",
  "你叫什么名字",
  "你是真人吗",
  "你会什么",
  "你真聪明",
  "你在干嘛",
  "你几岁了",
  "可以说英文吗",
  "你会说中文吗",
  "余额是多少",
  "手续费怎么收",
  "你们几点上班",
  "周末有人上班吗",
  "开户要什么资料",
  "稳赚不赔吗",
  "你们保证收益吗？",
  "保本吗",
  "有没有保本的产品",
  "能用信用卡入金吗",
  "我父亲去世了，怎么查他的账户",
  "请删除我的所有数据",
  "我要销户",
  "我要开户",
  "我要咨询",
  "我要查账单",
  "换手机号",
  "挂单",
  "服务",
  "这是什么东西呀",
];
const withdrawals = [
  "I want to withdraw 500 USD",
  "withdraw $2000 please",
  "I would like to cash out 250",
  "我要提现5000美元",
  "我要出金3000",
  "我要取款",
  "麻烦出金两千美金",
];

it.each([...everydayEnglish, ...everydayChinese])("“%s” wakes nobody", (text) => {
  expect(rulesFor(text)).toEqual([]);
});

it.each(withdrawals)("“%s” is a question about a withdrawal and nothing worse", (text) => {
  expect(rulesFor(text)).toEqual(["withdrawal_question"]);
});

it("none of these was learnt by heart", () => {
  const learnt = new Set(riskExamples().train.map(({ text }) => text.original));
  expect([...everydayEnglish, ...everydayChinese, ...withdrawals].filter((text) => learnt.has(text))).toEqual([]);
});

describe("what people must hear of", () => {
  it.each<[AlertKind, string]>([
    ["account_security", "我想改密码"],
    ["account_security", "I lost my phone"],
    ["account_security", "我手机丢了怎么办"],
    ["account_security", "someone logged into my account"],
    ["account_security", "someone stole my password"],
    ["account_security", "there is a trade that I did not make"],
    ["account_security", "这笔单子不是我下的"],
    ["account_security", "please block my account immediately"],
    ["account_security", "my account is being used by another person"],
    ["complaint", "我要投诉到证监会"],
    ["complaint", "I will report you to the FCA"],
    ["complaint", "nobody replies to my messages"],
    ["complaint", "没有人理我"],
    ["complaint", "I want to speak to your manager"],
    ["complaint", "我要找你们领导"],
    ["complaint", "给我一个解释"],
    ["complaint", "you are cheating me"],
    ["complaint", "this company is a scam"],
    ["complaint", "this is the worst service ever"],
    ["complaint", "我要告你们"],
    ["trade_instruction", "close all my positions now"],
    ["trade_instruction", "get me out of eurusd"],
    ["trade_instruction", "帮我买入一手黄金"],
    ["trade_instruction", "把我的单子都平了"],
    ["fraud_on_customer", "she wants me to transfer the money to his account first"],
    ["fraud_on_customer", "a man told me to send USDT to his account"],
    ["fraud_on_customer", "老师说稳赚不赔，让我加钱"],
    ["fraud_on_customer", "他们保证收益，说每月百分之十"],
    ["fraud_on_customer", "群里老师说保本，让我跟单"],
    ["fraud_on_customer", "your manager promised me guaranteed returns"],
    ["fraud_on_customer", "要先交保证金才能提现"],
    ["fraud_on_customer", "Is this a scam?"],
    ["distress", "please help me I want to die"],
    ["distress", "求求你们帮帮我，我快撑不住了"],
    ["distress", "钱全没了，不知道怎么面对家里人"],
    ["distress", "我不想活了"],
    ["distress", "I borrowed money to trade"],
    ["distress", "这是我的养老钱"],
    ["risk_word", "我知道你住哪"],
    ["risk_word", "are you stupid"],
    ["risk_word", "你是猪吧"],
    ["risk_word", "you stupid robot"],
    ["risk_word", "加我微信聊"],
    ["angry_customer", "你们这些骗子！！"],
    ["withdrawal_question", "出金三天没到，还我钱"],
    ["withdrawal_question", "you are holding my funds"],
  ])("%s: “%s”", (kind, text) => {
    expect(rulesFor(text)).toContain(kind);
  });
});
