import type { Clause } from "../requests/clauses.ts";
import { bare, expand } from "../requests/english.ts";
import { matchesAny, whole } from "../requests/grammar.ts";
import type { Matter } from "./matter.ts";

/** The matter of an English clause; null when it is none. See `recogniseMatter`. */
export function englishMatter(clause: Clause): Matter | null {
  const words = bare(expand(clause.text.replace(/\b(what|where|who|it|that|there)'?s\b/g, "$1 is")));
  const message = expand(clause.message);
  if (isInStrangeHands(words)) return "account_security";
  if (asksForAdvice(words)) return "advice";
  if (ordersTrade(words, message)) return "trade_instruction";
  return null;
}

// What is traded, and what of it one has.
const instrument =
  "(?:gold|silver|oil|crude|brent|wti|gas|copper|platinum|xau(?:usd)?|xag(?:usd)?|(?:eur|gbp|usd|aud|nzd|cad|chf|jpy){2}|(?:eur|gbp|usd|aud|nzd|cad|chf|jpy)/(?:eur|gbp|usd|aud|nzd|cad|chf|jpy)|bitcoins?|btc(?:usd)?|eth(?:usd)?|ethereum|crypto|coins?|nasdaq|nas ?100|us ?(?:30|100|500)|dow|dax|ftse|s ?& ?p(?: ?500)?|sp ?500|spx|hang seng|hsi|nikkei|index|indices|tesla|apple|nvidia|amazon|google|meta|microsoft|stocks?|shares?|bonds?|etfs?|pairs?|dollars?|euros?|yen|pound|sterling|cable|market|futures|contracts?)";
const position =
  "(?:positions?|trades?|longs?|shorts?|portfolio|holdings?|exposure|lots?|stop loss|take profit|sl|tp|(?:pending|limit|stop|open|buy|sell|market) orders?|orders?|buys|sells)";
// One word at a time, and no two alternatives that spell a third: matching cannot explode.
const some =
  "(?:(?:all|half|part|some|one|two|three|four|five|ten|each|every|of|the|my|our|this|that|these|those|a|an|another|open|pending|current|other|whole|any|more|micro|mini|standard|lots?|shares?|contracts?|units?|oz|ounces?|usd|dollars|pcs|\\d+(?:[.,]\\d+)*[k%]?) )*";
const thing = `${some}(?:${instrument}|${position})\\b`;
const amount = "(?:\\d+(?:[.,]\\d+)*k?|one|two|three|four|five|ten|half) ";

const asking =
  "(?:(?:(?:can|could|would|will) you|you (?:must|should|need to|have to)|i need you to|i (?:want|would like) you to|go ahead and|let us|help me(?: to)?|help) (?:please |kindly |just |help me(?: to)? )*)";
const wishing = "(?:(?:i|we) (?:want|need|would like|wish|am going) to )";

const act = [
  `(?:buy|sell|short|liquidate|hedge|long) (?:${thing}|everything|all|the dip)`,
  `(?:sell )+(?:${thing})`,
  `(?:close|exit|reduce|double|reverse|open|enter|add|cut|scale out of|unwind|roll) ${thing}`,
  `(?:close|sell|exit|liquidate) (?:everything|all|it all)`,
  `(?:go|going) (?:long|short)\\b`,
  `(?:place|put|enter|submit|execute|send) (?:in )?${some}(?:(?:buy|sell|long|short|market|limit|stop|pending) )*(?:order|trade|limit|stop)\\b`,
  `(?:cancel|delete|remove|modify|change|move|adjust|set|put|trail) ${some}(?:pending |limit |stop |gold |buy |sell )*(?:orders?|stop loss|stops?|take profit|sl|tp|trades?|limit)\\b`,
  `take profits?\\b(?: (?:now|on|here)|$)`,
  `(?:add|close|open|buy|sell) ${amount}`,
].map((source) => `(?:${source})`);
const orders = whole(`(?:please )?${asking}?(?:please |just |now |then |and )*(?:${act.join("|")})(?![\\w-]).*`);
const wishes = whole(`${wishing}(?:${act.join("|")})(?![\\w-]).*`);
/** What is bought, opened or cancelled besides: nothing of a broker's trading; and what is said about an act. */
const noOrder =
  /\b(?:account|accounts|demo|ticket|vps|credits?|withdrawal|deposit|appointment|meeting|card|statement|fees?|commission|costs?|charge|button|not working|does not|is not|was|error|failed|page|app|chat|case|invoice|report|history|subscription|bonus)\b/;
const howTo = /\b(?:how (?:do|does|can|could|should|to|would)|where (?:do|can)|is it possible|what (?:is|are|do) )/;

function ordersTrade(words: string, message: string): boolean {
  if (noOrder.test(words)) return false;
  // "I want to buy gold, how do I do that?" asks how.
  return orders.test(words) || (wishes.test(words) && !howTo.test(message));
}

const trading =
  "(?:buy|buying|sell|selling|hold|holding|close|closing|keep|keeping|exit|exiting|enter|entering|cut|cutting|wait|invest|investing|trade|trading|short|shorting|go long|going long|go short|going short|get in|getting in|get into|getting into|get out|getting out|take profit|add to|double down|hedge|bet|stay in)";
const move =
  "(?:go(?:es)? (?:up|down|higher|lower)|going (?:up|down|higher|lower|to)|rise|rising|fall|falling|drop|dropping|crash|crashing|rally|rallying|recover|recovering|bounce|pump|dump|moon|reach|hit|break|move|climb|sink|collapse|double|turn around|come back|go)";
const advice = [
  whole(`(?:.* )?should (?:i|we) (?:still |just |now |rather |better |really |not )*${trading}\\b.*`),
  whole(`(?:.* )?(?:what|which)(?: \\w+){0,2} should (?:i|we) (?:buy|sell|trade|invest in|short|go for|hold)\\b.*`),
  whole(`what to (?:buy|sell|trade|invest in)\\b.*|tell me (?:what|when) to (?:buy|sell|trade)\\b.*`),
  whole(
    `(?:will|would|is|are|does|can|could|do you (?:think|believe|expect)(?: that)?|you think)(?: the)? (?:(?:price|prices) of )?(?:${instrument}|price|it)(?: price| prices| market)?(?: (?:will|is|are|still|really|ever|again|also|continue to|keep|go(?:ing)? to))* ${move}\\b.*`,
  ),
  whole(
    `(?:how (?:high|low|far|much (?:higher|lower)) (?:will|can|could|would)|when (?:will|would|does)|where (?:will|would)|where is) (?:the )?${instrument}(?: price)?(?: (?:going to|ever))? ?(?:${move}|be|end|head|heading|going|stand)?\\b.*`,
  ),
  whole(
    `(?:.* )?what (?:do you think|are your thoughts|is your (?:view|opinion|take|forecast|outlook|call|idea|target))(?: (?:of|on|about|for|the|current|today|s))* (?:${instrument}|price)\\b.*`,
  ),
  whole(
    `where do you see (?:the )?${instrument}\\b.*|(?:you|are you) (?:bullish|bearish)\\b.*|(?:bullish|bearish) or (?:bullish|bearish)\\b.*`,
  ),
  whole(
    `(?:what|which)(?: (?:is|are) the)?(?: best| good)? ?(?:stocks?|shares?|coins?|pairs?|currenc(?:y|ies)|crypto|etfs?|instruments?|asset) (?:is (?:best|good)|are (?:best|good)|will (?:go|rise|fall)|would you|do you (?:like|recommend|suggest)|to (?:buy|trade|sell|invest)|looks?)\\b.*`,
  ),
  whole(
    `(?:.* )?(?:recommend|suggest)(?: \\w+){0,4} (?:${instrument}|trades?|entry|entries|signals?|setups?|investments?)\\b.*`,
  ),
  whole(
    `(?:do|would|can|could) you (?:recommend|suggest|advise)(?: me)?(?: to)? ${trading}\\b.*|would you ${trading}\\b.*`,
  ),
  whole(
    `(?:.* )?(?:give|send|share|show|tell|get|need|want|got|have)(?: \\w+){0,4} (?:tips?|signals?|forecasts?|predictions?|recommendations?|trade ideas?|price targets?|hot stocks?)\\b.*`,
  ),
  whole(
    `any(?: \\w+){0,2} (?:tips?|signals?|forecasts?|predictions?|recommendations?|ideas|suggestions|setups?)\\b(?: .*)?`,
  ),
  whole(`(?:.* )?(?:predict|forecast)(?: the| me)? (?:\\w+ )?(?:${instrument}|price|prices)\\b.*`),
  whole(
    `(?:.* )?(?:${instrument}|price) (?:price )?(?:forecast|prediction|predictions|outlook|target|tips?|signals?)\\b.*`,
  ),
  whole(
    `(?:.* )?(?:outlook|forecast|prediction|price target|target) (?:for|on|of) .*(?:${instrument}|today|tomorrow|week)\\b.*`,
  ),
  whole(`.*\\bprice target for\\b.*`),
  whole(
    `(?:.* )?(?:good|right|best|bad|great|perfect|wrong) (?:time|moment|price|level|entry|idea|point|place|day)(?: (?:for|now|right now|here))*(?: \\w+)? (?:to )?(?:${trading}|${instrument})\\b.*`,
  ),
  whole(`is (?:it|this|now|here) (?:a )?(?:good|right) (?:entry|trade)\\b.*`),
  whole(`(?:.* )?(?:buy|long|hold) or (?:sell|short|close|wait|hold)\\b.*|(?:hold|keep) .*or (?:close|sell)\\b.*`),
  whole(
    `is (?:${instrument}|it) (?:still )?(?:a )?(?:good |safe )?(?:investment|buy|sell|worth (?:buying|it|investing|holding))\\b.*`,
  ),
  whole(
    `(?:.* )?(?:advice|advise|guidance)(?: \\w+){0,2} (?:on|about|for|regarding|me) (?:.* )?(?:${instrument}|trade|trades|position|investing|investment)\\b.*|please advise me.*`,
  ),
  whole(`(?:do you|would you) (?:advise|recommend|suggest) .*`),
];
/** About us, our papers and our hours, not about prices; and asking whether we give advice at all. */
const noAdvice =
  /\b(?:do you (?:offer|give|provide|have|sell|send)|what is an?|what are|explain|where can i|how do i|account type|payment|documents?|platform|withdrawal|deposit|leverage|spread|commission|swap|fee|fees|app|open (?:on|at|tomorrow|today)|market (?:be |is )?(?:open|close)|dividend)\b/;

function asksForAdvice(words: string): boolean {
  return matchesAny(advice, words) && !noAdvice.test(words);
}

const mine = "(?:my|our|the)(?: \\w+)?";
const owned = `(?:${mine} )?(?:accounts?|login|log in|password|e ?mail|profile|wallet|identity|credentials|phone number|sim(?: card)?|trading account)`;
const taken = "(?:hacked|compromised|stolen|breached|hijacked|taken over|cracked|phished|robbed)";
const somebody =
  "(?:some ?one|some ?body|an?y ?one|a hacker|hackers?|a thief|thieves|a scammer|scammers?|a stranger|strangers?|another person|other people|some people|a third party|they|he|she|my ex)(?: else)?";
const security = [
  whole(`(?:.* )?(?:it|this|that|they) (?:was|is|were) not me\\b.*`),
  whole(
    `(?:.* )?(?:${owned}|money|funds|balance|phone|mobile|laptop)(?: (?:has|have|had|is|was|were|got|been|just|probably|maybe|may|might|be|being|apparently|also))* (?:been )?${taken}\\b.*`,
  ),
  whole(
    `(?:.* )?(?:i|we)(?: (?:have|was|were|got|get|been|think|just|am|being))* (?:${taken}|scammed|defrauded|cheated|tricked)\\b.*`,
  ),
  whole(
    `(?:.* )?${somebody}(?: (?:has|have|had|is|was|just|probably|apparently|may|must|be))*(?: \\w+ly)? (?:hacked|hack|accessed|accessing|entered|using|uses|used|logged|logging|logs|got|gets|stole|stolen|changed|changing|knows|took|taken|traded|trading|withdrew|withdrawn|opened|controls?|emptied|transferred|made|placed)\\b.*(?:\\baccount|password|money|funds|e ?mail|\\bpin\\b|login|logged in|trades?|withdraw\\w*|orders?|code).*`,
  ),
  whole(
    `(?:.* )?(?:lost|misplaced|stole|dropped) (?:my|the)(?: \\w+)? (?:phone|mobile|cell ?phone|iphone|handset|sim(?: card)?)(?! number)\\b.*`,
  ),
  whole(
    `(?:.* )?my (?:phone|mobile|iphone|sim(?: card)?) (?:is|was|got|has been|went)(?: \\w+)? ?(?:lost|stolen|gone|missing|snatched)\\b.*`,
  ),
  whole(
    `(?:.* )?(?:unauthori[sz]ed|suspicious|fraudulent|unknown|unrecogni[sz]ed|strange)(?: \\w+)? (?:transactions?|log ?ins?|access|activity|activities|trades?|withdrawals?|orders?|devices?|charges?|transfers?|payments?)\\b.*`,
  ),
  whole(
    `(?:.* )?(?:i|we) (?:did not|do not|have not|had not|never)(?: \\w+)? (?:make|made|place|placed|request|requested|authori[sz]e|authori[sz]ed|approve|approved|recogni[sz]e|open|opened|do|initiate|initiated)\\b.*`,
  ),
  whole(
    `(?:please )?${asking}?(?:(?:immediately|urgently|now) )?(?:freeze|lock|block|suspend|disable)(?: down)? (?:my|the) (?:\\w+ )?(?:account|card|login|access)\\b.*`,
  ),
  whole(
    `(?:how (?:do|can|could|should) (?:i|we)|how to|(?:i|we) (?:want|need|would like) (?:you )?to) (?:freeze|lock|block) (?:my|the|an) account\\b.*`,
  ),
  whole(
    `(?:.* )?(?:gave|told|sent|shared|entered|disclosed|typed|leaked)(?: \\w+){0,3} (?:password|pin|otp|codes?|credentials|login)\\b.*`,
  ),
  whole(`(?:.* )?(?:click|clicked|opened)(?: \\w+){0,3} (?:phishing|fake|suspicious|scam)\\b.*`),
];
/** What would be if, how we guard against it, and what we did ourselves. */
const noSecurity =
  /\b(?:what (?:happens|if|is|are|would|about)|if|in case|suppose|how do you|how are|do you|can my|could my|is my|is it|protect|prevent|avoid|policy|safe|why|before|yet|bonus|(?:you|your team) (?:froze|blocked|locked|freeze|block))\b/;
/** "I did not make…" speaks of strange hands only with something that was done in an account. */
const doneInAccount =
  /\b(?:trades?|withdrawals?|transactions?|orders?|log ?ins?|transfers?|payments?|changes?|positions?|this|that)\b/;

function isInStrangeHands(words: string): boolean {
  if (!matchesAny(security, words) || noSecurity.test(words)) return false;
  return !/\b(?:did not|do not|have not|never)\b/.test(words) || doneInAccount.test(words);
}
