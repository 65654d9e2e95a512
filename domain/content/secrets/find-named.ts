import { maskNumber, maskShort } from "./find-numbers.ts";
import type { Secret } from "./secret.ts";

// The name of a secret and what follows it; the last group is the value.
const password =
  /(密码|口令|验证码|校验码|动态码|安全码|(?<![A-Za-z])(?:passwords?|passwd|passcode|pass\s?phrase|pwd|pin(?:\s?code)?|otp|cvv2?|cvc2?|verification\s+code|security\s+code|one[- ]time\s+code)(?![A-Za-z]))((?:\s+(?:for|to|of|on)\s+[\w ]{1,30}?)?\s*(?:[:=]|就是|改成|改为|设为|设成|设置为|号码|是|为|\bis\b|\bwas\b)\s*[:=]?|)\s*["'“‘「]?([\x21-\x7e]{3,64})/gi;
const passport =
  /((?:护照|通行证)(?:号码?)?|passport(?:\s*(?:number|no\.?|#))?)\s*(?:[:=#]|是|为|\bis\b)?\s*([A-Z0-9]{6,12})(?![A-Za-z0-9*])/gi;
const account =
  /(银行(?:账号|账户|帐号|帐户|卡号?)(?:号码?)?|卡号|收款账[号户]|提款账[号户]|对公账[号户]|bank\s+(?:account|acct\.?|card)(?:\s*(?:number|no\.?|#))?|card\s+(?:number|no\.?|#)|iban)\s*(?:[:=#]|是|为|\bis\b)?\s*(\d(?:[ -]?\d){7,29})(?![A-Za-z0-9*]|[.,]\d)/gi;

// What follows the name in sentences that tell nothing: "my password is wrong", "password: how do I change it".
const ordinary = new Set(
  `about accepted again always and are asked because been being blocked but can cannot case changed correct could did
  different does doesn't don't everything expired for forgotten from gone has have how i'm i've incorrect invalid it's
  long lost missing must need needed never new not now ok old only please rejected required reset safe same secure sent
  short should still strong than that the then there they this too unknown was weak what when where which why will with
  working wrong you your`.split(/\s+/),
);

/** What people name before they tell it: passwords and codes, passport numbers, accounts at a bank. */
export function findNamed(text: string): Secret[] {
  const found: Secret[] = [];
  for (const match of text.matchAll(password)) {
    const [all, , joiner = "", value = ""] = match;
    if (isTold(value, joiner.trim() !== "")) found.push({ ...placeOf(match.index, all, value), mask: "******" });
  }
  for (const match of text.matchAll(passport)) {
    const [all, , value = ""] = match;
    if (/\d{3}/.test(value)) found.push({ ...placeOf(match.index, all, value), mask: maskShort(value) });
  }
  for (const match of text.matchAll(account)) {
    const [all, , value = ""] = match;
    found.push({ ...placeOf(match.index, all, value), mask: maskNumber(value.replace(/[ -]/g, "")) });
  }
  return found;
}

// Behind `:` or `is` nearly every word is the secret; behind the name alone only what no sentence goes on with.
function isTold(value: string, isJoined: boolean): boolean {
  if (/^\*+[^A-Za-z0-9]*$/.test(value)) return false;
  const word = value.toLowerCase().replace(/[.,;:!?)"']+$/, "");
  if (word.length < 3 || ordinary.has(word)) return false;
  return isJoined ? /[A-Za-z0-9]/.test(word) : /\d/.test(word) && (word.length >= 4 || /^\d{3}$/.test(word));
}

function placeOf(at: number, all: string, value: string): { from: number; to: number } {
  return { from: at + all.length - value.length, to: at + all.length };
}
