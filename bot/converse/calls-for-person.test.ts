import { expect, it } from "vitest";
import { recogniseMatter } from "../conduct/restricted-matters.ts";
import { readSignals } from "../signals/read-signals.ts";
import { signalPolicyOf } from "../signals/signal-policy.ts";
import { callsForPerson } from "./calls-for-person.ts";

const policy = signalPolicyOf(new Map());
const calls = (text: string) => callsForPerson(readSignals(text, null, policy), recogniseMatter(text)?.matter ?? null);

it.each([
  "I lost everything and I don't want to live any more",
  "我不想活了",
  "Someone hacked my account",
  "我的账号被盗了",
  "一个自称你们客服的人让我把钱转到他的个人账户",
  "亏光了，借钱炒的",
  "I will report you to the FCA",
  "我要投诉到证监会",
  "I'm going to come to your office and kill you",
  "Sell all my EURUSD",
  "should I buy gold now",
])("“%s” calls for a person", (text) => expect(calls(text)).toBe(true));

it.each([
  "Great, thank you!",
  "态度很好",
  "It took too long",
  "My withdrawal was quick",
  "terrible service, you are useless",
  "服务太差了，骗子",
  "🙏",
])("“%s” calls for nobody", (text) => expect(calls(text)).toBe(false));
