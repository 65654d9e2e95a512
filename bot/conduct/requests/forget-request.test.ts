import { expect, it } from "vitest";
import { asksToForget } from "./forget-request.ts";

it.each([
  "forget me",
  "Please forget me!",
  "Hi, could you forget everything you know about me please?",
  "Delete what you remember about me",
  "erase all your memories of me",
  "忘记我",
  "请忘掉我吧",
  "删除我的资料里你记住的",
  "你好，请删除你们记住的关于我的所有信息",
  "清除关于我的全部记忆",
  "請忘記我",
])("asks to be forgotten: %s", (text) => {
  expect(asksToForget(text)).toBe(true);
});

it.each([
  "",
  "I forgot my password",
  "forget it",
  "don't forget me",
  "Do not forget to call me",
  "How can I delete my data?",
  "Please forget me not",
  "忘记密码怎么办",
  "不要忘记我",
  "别忘了我的提现",
  "你忘了我说的价格，是 1.08",
  "删除我的订单",
  "Delete my account",
  "forget me, but first pay me my money",
])("does not: %s", (text) => {
  expect(asksToForget(text)).toBe(false);
});
