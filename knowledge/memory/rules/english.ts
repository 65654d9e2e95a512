import { amountOf } from "./amount.ts";
import { productsIn } from "./products.ts";
import { names, type Rule, says, tells } from "./rule.ts";

const once = /\b(?:today|tomorrow|tonight|now|this|next|in (?:an?|\d+|five|ten) (?:minutes?|hours?|days?)|asap)\b/;
const WHEN =
  "(?:after|before|between|from|during|in the|on|at|around) [\\p{L}\\d: .&-]{2,50}|(?:in )?(?:mornings?|afternoons?|evenings?|weekends?|weekdays?)(?: only)?";
const REACH = "(?:call|phone|ring|contact|reach|message|text|write(?: to)?|disturb)";
const JOBS =
  "teacher|professor|engineer|doctor|dentist|nurse|accountant|auditor|lawyer|driver|student|programmer|developer|designer|manager|director|consultant|civil servant|pilot|chef|electrician|farmer|architect|pharmacist|business ?(?:man|woman|owner)|freelancer|housewife|banker|analyst|sales ?(?:man|woman|person)|shop ?owner|police officer|soldier|scientist|contractor|trader by profession";
const notNames =
  /^(?:back|later|again|when|at|on|in|if|after|before|now|asap|please|today|tomorrow|and|or|to|the|a|an|any|once|from|with|by|about|as|first|up|only|instead|not|sir why|old|crazy)\b/;
const notPlaces =
  /^(?:fear|hope|the (?:same|past|moment|middle|process|market|red|future)|a |an |my|your|this|that|it|debt|pain|here|there|general|trouble|love|total|case|touch|charge|need|profit|loss)/;
const RELATIVES =
  "wife|husband|son|daughter|mother|father|mom|mum|dad|parents|partner|brother|sister|kids|children|family";
const MONEY_IN = "invest|deposit|put in|put|start with|start|begin with|trade with|set aside|fund|add|top up|bring in";

const timed = (pattern: RegExp): Rule => ({
  subject: "contact_time",
  pattern,
  value: (match, plain) => (once.test(plain) ? null : (match[1]?.trim() ?? null)),
});

const product = (pattern: RegExp, isOver?: true): Rule => ({
  subject: "product_interest",
  pattern,
  value: (match) => productsIn(match[1] ?? match[2] ?? ""),
  ...(isOver ? { isOver } : {}),
});

const sum = (pattern: RegExp): Rule => ({
  subject: "budget",
  pattern,
  value: (match, plain) =>
    /\b(?:withdraw\w*|fees?|spread|commission|lost|loss|lots?|leverage|per|minimum|bonus)\b/.test(plain)
      ? null
      : amountOf(match[1] ?? ""),
});

/** How people say something of themselves in English. Each is a clause from its beginning: "my friend lives in…" is none. */
export const englishRules: readonly Rule[] = [
  {
    subject: "addressed_as",
    pattern:
      /^(?:please |you can |just |everyone can )*(?:call me|my name is|i am called|address me as) ((?:mr|mrs|ms|dr)?\.? ?\p{L}[\p{L}'-]*(?: \p{L}[\p{L}'-]*){0,2})(?: please)?$/u,
    value: ([, name = ""]) => (notNames.test(name) ? null : name),
  },
  {
    subject: "home",
    pattern:
      /^i (?:live|am living|am based|am located|reside|am from|(?:have )?(?:just )?moved (?:to|back to)|come from|am staying)(?: in)? ((?:\p{L}[\p{L}'.-]*)(?: \p{L}[\p{L}'.-]*){0,2}?)(?: (?:now|and|with|for|since|but|these|at|last|recently)\b.*)?$/u,
    value: ([, place = ""]) => (notPlaces.test(place) ? null : place),
  },
  names(
    "time_zone",
    /^(?:i am (?:in|on)|my time ?zone is|we are (?:in|on))[\p{L} ]*?((?:utc|gmt) ?[+-] ?\d{1,2}(?::\d\d)?|(?:pacific|eastern|central european|singapore|hong kong|london|beijing) time)/u,
  ),
  timed(new RegExp(`^(?:please )?(?:only |always )?${REACH} me (?:back )?(?:only |always )?(${WHEN})$`, "u")),
  timed(
    new RegExp(`^(?:please )?((?:do not|never) (?:call|phone|ring|disturb|contact|message|text) me (?:${WHEN}))$`, "u"),
  ),
  timed(
    new RegExp(
      `^i (?:am (?:only |usually |mostly )?(?:free|available|reachable)|can (?:only )?(?:talk|speak|answer)|only have time) (?:only )?(${WHEN})$`,
      "u",
    ),
  ),
  timed(/^(?:the )?best time to (?:reach|call|contact) me is (.{3,50})$/u),
  says(
    "wish",
    "no calls",
    /^(?:please )?(?:do not|never) (?:call|phone|ring) me(?: (?:please|ever|again|any ?more|at all))?$|^i (?:do not like|hate|prefer no|do not take|can not take) (?:phone )?calls\b|^no (?:phone )?calls please/u,
  ),
  names(
    "contact_way",
    /^(?:please )?(?:always |only )?(?:contact|reach|write(?: to)?|message|email|text|notify|update|inform) me (?:only |always )?(?:by|via|on|through|over) (e-?mail|whatsapp|wechat|telegram|phone|sms|text|chat)\b/u,
  ),
  names(
    "contact_way",
    /^i (?:would )?(?:prefer|like|rather use|only use)(?: to be (?:contacted|reached)| contact| communication)?(?: (?:by|via|on|over|through))? (e-?mails?|whatsapp|wechat|telegram|phone calls?|sms|text messages|chat|messages)\b/u,
  ),
  says(
    "risk_preference",
    "low",
    /^i (?:am|would say i am|consider myself|tend to be)(?: a| an| rather| quite| very| more| pretty| fairly)* (?:conservative|cautious|risk[- ]averse|low[- ]risk)\b/u,
  ),
  says(
    "risk_preference",
    "low",
    /^i (?:do not (?:like|want)(?: to take)?|can not (?:take|afford|bear)|hate|want to avoid|would not take)(?: too| any| big| much| high)* (?:much )?risks?\b|^i (?:prefer|want|like|only want|am looking for)(?: something)?(?: with)? (?:low|little|minimal|lower)[- ]risk\b/u,
  ),
  says(
    "risk_preference",
    "medium",
    /^i (?:am|consider myself|prefer|want)(?: a| an| rather| quite)* (?:moderate|balanced|medium[- ]risk)\b/u,
  ),
  says(
    "risk_preference",
    "high",
    /^i (?:am|would say i am|consider myself)(?: a| an| rather| quite| very| more| pretty| fairly)* (?:aggressive|high[- ]risk)\b|^i (?:can (?:take|accept|bear|handle)|am (?:ok|fine|comfortable|happy) with|do not mind|like|want)(?: a| to take)?(?: higher| high| big| more| bigger) risks?\b/u,
  ),
  {
    subject: "risk_preference",
    pattern:
      /^my risk (?:appetite|tolerance|profile|preference|level) is (?:rather |quite |very |now )*(low|conservative|medium|moderate|balanced|high|aggressive)\b/u,
    value: ([, level = ""]) =>
      ({ low: "low", conservative: "low", high: "high", aggressive: "high" })[level] ?? "medium",
  },
  sum(
    new RegExp(
      `^(?:i|we) (?:would like|want|plan|intend|am planning|are planning|am going|am thinking of|am thinking about|am looking|am ready|can|could|will|may) (?:to )?(?:${MONEY_IN}|(?:invest|deposit|start|putt|trad)ing)(?: with| in| about| around| up to| roughly| only| at least| maybe| initially)* (.{2,40})$`,
      "u",
    ),
  ),
  sum(
    /^my (?:budget|starting capital|capital) (?:is|would be|will be|now is|is now)(?: about| around| roughly| only| up to)* (.{2,40})$/u,
  ),
  sum(
    /^i have(?: about| around| roughly| only| up to)* (.{2,30}?) (?:to|available to|ready to|set aside to) (?:invest|start|trade|deposit)\b/u,
  ),
  tells(
    "experience",
    /^i (?:have )?(?:been )?(?:trad(?:ing|ed)|invest(?:ing|ed)) (?!with you).{0,40}\b(?:for|since) .{0,15}(?:years?|months?|\d{4})|^i have (?:about |over |around |more than )?[\p{L}\d]+ (?:years?|months?)(?: of)?(?: \p{L}+){0,2} experience/u,
  ),
  says(
    "experience",
    "beginner",
    /^i (?:am|am still|am just|am a complete|am quite|am totally)(?: a| an)*(?: complete| total| absolute)? ?(?:new to (?:trading|this|forex|investing|investment)|beginner|newbie|novice|just starting(?: out)?)\b|^i (?:have )?(?:never|not) (?:traded|invested)(?: before| anything| in my life|$)|^i have no (?:trading |investment |investing )?experience\b/u,
  ),
  says("experience", "experienced", /^i am (?:an? )?(?:experienced|professional|full[- ]time) (?:trader|investor)\b/u),
  names(
    "occupation",
    new RegExp(
      `^i (?:am|work as|am working as|used to be|have become|am now)(?: now)? (?:an? )?((?:\\p{L}+ ){0,2}(?:${JOBS}))\\b`,
      "u",
    ),
  ),
  says("occupation", "retired", /^i (?:am|have|just|recently|have just)(?: now| already)? retired\b/u),
  names(
    "occupation",
    /^i (?:run|own|have) (?:a|an|my own) ((?:\p{L}+ ){0,2}(?:company|business|shop|restaurant|factory|store|clinic|farm))\b/u,
  ),
  names(
    "occupation",
    /^i work (?:in|for|at) ((?:an? |the )?(?:\p{L}+ ){0,2}(?:bank|finance|logistics|it|construction|hospital|school|university|government|insurance|trade|retail|tech|industry|company|factory))\b/u,
  ),
  product(
    /^i am (?:not|no longer) (?:really )?interested in (.{2,40})$|^i (?:do not|no longer) (?:trade|want to trade) (.{2,40})(?: any ?more)?$/u,
    true,
  ),
  product(
    /^i am (?:mainly |mostly |only |also |very |more |now |really )*(?:interested in|looking at|focused on|focusing on|looking into) (.{2,50})$/u,
  ),
  product(
    /^i (?:mainly |mostly |only |usually |normally |also |now )*(?:trade|invest in|focus on|follow)(?: mainly| mostly| only)? (.{2,40})$/u,
  ),
  product(
    /^i (?:would like|want|plan|prefer|intend|like) to (?:trade|invest in|learn(?: more)? about|try|know more about|get into) (.{2,40})$/u,
  ),
  names(
    "family",
    new RegExp(
      `^i (?:have to|need to|will|want to|should|must|would like to) (?:ask|talk (?:to|with)|discuss (?:it |this |that )?with|check with|consult) my (${RELATIVES})\\b`,
      "u",
    ),
  ),
  names(
    "family",
    new RegExp(
      `^my (${RELATIVES}) (?:also |already )?(?:wants?|has|have|would like|decides?|manages?|handles?|is (?:also )?interested|are interested|will)\\b.*(?:account|invest|decide|money|trad|sign|finance)`,
      "u",
    ),
  ),
  {
    subject: "plan",
    pattern:
      /^(?:i|we) (?:will|am going to|are going to|plan to|intend to|am planning to) (?:be )?(?:deposit|fund|top up|open|come|visit|travel|fly|move|transfer|send|submit|upload|away|on (?:holiday|vacation|leave|a business trip)|abroad|back)\b.*/u,
    value: (_match, plain) =>
      /\b(?:tomorrow|next|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend|week|month|january|february|march|april|may|june|july|august|september|october|november|december|until|\d{1,2}(?:st|nd|rd|th))\b/.test(
        plain,
      )
        ? plain
        : null,
  },
  says(
    "complaint",
    "withdrawal",
    /\b(?:my|the) (?:withdrawal|money|funds|payout|refund)\b.*\b(?:has|have|is|are|did|still)\b.*\bnot\b.*(?:arriv|come|paid|received|credited|here|processed)|\bhave not (?:yet )?(?:received|got|gotten) my (?:withdrawal|money|funds|payout|refund)/u,
  ),
  says(
    "complaint",
    "deposit",
    /\bmy deposit\b.*\b(?:has|is|still)\b.*\bnot\b.*(?:arriv|credited|shown|show|there|processed|received)/u,
  ),
  says(
    "complaint",
    "no answer",
    /\b(?:nobody|no one|no-one) (?:has )?(?:answer|repl|call|help|contact|got back|respond|came back)|^i have been waiting (?:for )?(?:\d+|two|three|four|five|several|a few|many|over) /u,
  ),
  says(
    "complaint",
    "service",
    /^i (?:want|would like|wish|am going|have) to (?:make a |file a |lodge a )?complain|^this is (?:totally |completely |absolutely )?(?:unacceptable|outrageous)|\b(?:terrible|awful|horrible|worst) (?:customer )?service\b/u,
  ),
  tells(
    "promise",
    /^(?:you|your (?:colleague|manager|agent|company|team|support)|the manager)(?: \p{L}+)? (?:promised|assured|guaranteed|agreed|told me you would|told me i would|said you would|said i would|said someone would|told me someone would|said it would|told me it would)\b.{5,}/u,
  ),
  tells(
    "wish",
    /^(?:from now on|in (?:the )?future|every time|always|next time)[ ,]*(?:please )?(?:only |just |always )?(?:send|write|use|reply|answer|speak|include|explain|keep|show|ask|tell|confirm)\b.{3,}/u,
  ),
  tells(
    "wish",
    /^please (?:always|only|never) (?:send|write|use|reply|answer|speak|include|explain|keep|show|ask|confirm)\b.{3,}/u,
  ),
  tells(
    "wish",
    /^i (?:would )?prefer (?:my )?(?:statements?|reports?|answers?|invoices?|documents?|explanations?)\b.{2,}/u,
  ),
];
