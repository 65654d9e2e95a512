import type { StaffRiskKind } from "../../../domain/conversations/signals.ts";

/** What a colleague must not say to a customer, by kind; phrases as `createPhraseBook` reads them. Written by hand. */
export const staffWords: Record<StaffRiskKind, string> = {
  staff_promise: [
    "sure thing|cant lose|cannot lose|wont lose|will not lose a|lose a cent|guaranteed profit*|guarantee you|guaranteed to|i guarantee|profit is certain|profit is guaranteed|no risk|risk free|riskfree|zero risk|without any risk|cover the loss*|cover your loss*|make up your loss*|pay back your loss*|never wrong|you will be rich|youll be rich|make you rich|double your money|double it by|double your account|at least … percent every|at least … a month|capital is safe|capital is completely safe|money is safe with|always win|100 percent win*|trust me … profit",
    "稳赚|包赚|稳赢|保证…赚|保证你不亏|保证不亏|保证…不会亏|绝对不亏|绝对不会亏|肯定不亏|不会亏的|亏了算我|亏了我赔|赔了算我|亏了我补|包你…本|包你赚|包回本|带你回本|百分百准|百分之百准|百分百赚|必赚|必涨|躺赚|稳定收益|稳稳…获利|稳稳…赚|本金…没风险|本金…无风险|零风险|没有任何风险|没有风险|无风险|一个月…翻倍|翻一倍|至少赚|每月…收益|保本|保收益|赚不到我",
  ].join("|"),
  staff_pressure: [
    "deposit today or|deposit now or|or you will miss|or youll miss|miss it forever|last chance|only today|decide in the next|decide right now|you must decide|must deposit|have to deposit|have to add funds|add funds right now|top up now or|everybody else … already|everyone else … already|dont be a coward|dont be afraid|what are you waiting for|why are you hesitating|stop hesitating|no more excuses|i will be very disappointed|ill be disappointed|borrow some money|borrow money|take a loan|use your credit card|dont tell your wife|dont tell your husband|dont tell your family|dont ask your wife|stop asking your wife|put in more",
    "今天不入金|现在不入金|不入金就|错过就没|就错过了|再不…就没了|再不补|再不入|最后一个名额|名额只剩|最后机会|最后一次机会|马上决定|必须决定|必须入金|必须加仓|赶紧入金|赶紧打钱|赶紧转|赶快入金|快点入金|马上入金|马上转|立刻入金|别犹豫|还犹豫什么|不要犹豫|别再考虑|不要再考虑|别考虑了|胆子大|就差你了|别人都|大家都加仓|多投点|再投点|再加点|加码|加大仓位|满仓|梭哈|借点钱|借钱进|找朋友借|刷信用卡|别问你老婆|别问你老公|别告诉家里|不要告诉家里|不要跟家里|别跟家人",
  ].join("|"),
  off_channel: [
    "my private wechat|my wechat|add my wechat|my whatsapp|on whatsapp|to whatsapp|whatsapp me|my personal number|my private number|my own mobile|my own phone|on my own mobile|write me there|not through the firm|not through the company|the company reads|company can see|off the record|dont mention this|do not mention this|dont write this here|delete this message|delete this chat|between us|keep this between|my personal email|my private email|my gmail|outside this chat|leave this chat|my telegram|on signal|my line id",
    "加我私人|加我微信|加我个人|私人微信|我的私人|我私人号|加我v|加我qq|我的qq|我的whatsapp|加我whatsapp|加我电报|加我飞机|打我自己手机|打我手机|我自己的手机|我个人的|私下聊|私下说|私下谈|私聊|换个地方|换个平台聊|公司看得到|公司能看到|公司会看|别在这说|别在这里说|不要在这里说|这里不方便|不要留记录|别留记录|别走公司|不走公司|看完就删|看完删|删掉记录|别让公司知道|line聊|个人line",
  ].join("|"),
};

/** What contains one of them and says the opposite or nothing of it. */
export const staffHarmless =
  "no risk free|not risk free|没有零风险|没有无风险|不存在无风险|official wechat|official whatsapp|官方微信|企业微信";
