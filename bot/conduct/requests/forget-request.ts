import { readClauses } from "./clauses.ts";
import { matchesAny, whole } from "./grammar.ts";

const please =
  "(?:please |kindly |can you |could you |would you |will you |i want you to |i would like you to |you must |you should |now )*";
const all = "(?:all (?:of )?|everything |anything |whatever |the things |the )?";
const english = [
  whole(`${please}forget (?:about )?me(?: please| now| completely| entirely)*`),
  whole(
    `${please}forget (?:everything|all|all of it)(?: (?:you|u) (?:know|remember|have|learned|stored))?(?: (?:about|of) me)?(?: please| now)*`,
  ),
  whole(
    `${please}(?:delete|erase|remove|clear|wipe|forget) ${all}(?:that |what )?(?:you|u) (?:know|remember|have stored|have remembered|have saved|stored|saved)(?: (?:about|of|on) me)?(?: please| now)*`,
  ),
  whole(
    `${please}(?:delete|erase|remove|clear|wipe|forget) ${all}(?:your|my|the) memor(?:y|ies)(?: (?:about|of|on) me)?(?: please| now)*`,
  ),
  whole(`${please}(?:do not|stop) remember(?:ing)? (?:me|anything about me|things about me)(?: please| any ?more)*`),
];

const polite =
  "(?:请|麻烦|劳烦|拜托|你们?|您|我要求|我希望|我想|我要|要求|能不能|可不可以|可以|能|把|立刻|马上|现在|直接|都|帮我|给我)*";
const after = "(?:吧|了|啊|好吗|可以吗|行吗|吗|谢谢|掉)*";
const things = "(?:一切|所有|全部|任何)?(?:的)?(?:记忆|资料|信息|内容|事情|事|话|东西|数据)?";
const chinese = [
  whole(`${polite}(?:忘记|忘掉|忘了)(?:关于)?我(?:说过)?(?:的)?${things}${after}`),
  whole(
    `${polite}(?:删除|清除|清空|抹掉|删掉|忘记|忘掉)(?:你们?|您|系统|机器人)?(?:里)?(?:所有|全部)?(?:关于|有关|对)我的?(?:所有|全部|一切)?(?:记忆|记住的?(?:内容|东西|信息)?)${after}`,
  ),
  whole(
    `${polite}(?:删除|清除|清空|抹掉|删掉|忘记|忘掉)(?:我的?(?:资料|信息|数据)(?:里|中|里面)?)?(?:你们?|您|系统|机器人)(?:所)?(?:记住|记得|记下)(?:的)?(?:关于)?(?:我)?(?:的)?${things}${after}`,
  ),
  whole(`${polite}(?:关于我的|我的)(?:记忆|所有记忆|全部记忆)(?:都)?(?:删除|清除|清空|删掉|忘记|忘掉)${after}`),
  whole(`${polite}(?:不要|别|停止)(?:再)?(?:记住|记得|记忆)我(?:的)?${things}${after}`),
];

/**
 * True when a customer asks, as their whole message, that what is remembered of them be forgotten. A grammar: "I will
 * never forget you", "忘记密码" and how one could ask are not it.
 */
export function asksToForget(message: string): boolean {
  if (message.trim() === "") return false;
  const clauses = readClauses(message);
  return clauses.some(({ text, isWhole }) => isWhole && isForget(text));
}

function isForget(text: string): boolean {
  const expanded = text
    .replace(/\bdon'?t\b/g, "do not")
    .replace(/\bpls\b|\bplz\b/g, "please")
    .replace(/\bi'd\b/g, "i would");
  return (
    matchesAny(english, expanded.replace(/\s+/g, " ").trim()) || matchesAny(chinese, text.replace(/[\s?？]+/g, ""))
  );
}
