import { askWay, canI, canYou, want } from "./english-phrases.ts";
import { matchesAny, whole } from "./grammar.ts";

/** A sentence that asks for no more messages: "take me off your list". */
export function asksForNoMessages(words: string): boolean {
  return matchesAny(optOut, words);
}

/** STOP as a word of command. Only as a whole message: a broker's customers also stop orders and trades. */
export function commandsNoMessages(words: string): boolean {
  return stop.test(words);
}

/** A sentence that asks for messages again. */
export function asksForMessages(words: string): boolean {
  return matchesAny(optIn, words);
}

/** START as a word of command, and only as a whole message. */
export function commandsMessages(words: string): boolean {
  return start.test(words);
}

const mail =
  "(?:(?:promotional|marketing|sales|text|spam) )*(?:messages?|texts?|sms|ads|adverts|promotions?|marketing|spam|e ?mails?|offers|notifications?|newsletters?|updates)";
const messages =
  "(?:(?:any|all|your|these|those|this|the|more|of|such|further|promotional|promo|marketing|daily|weekly|sales|advertising|text|sms|unwanted|unsolicited|trading|spam|other|you|me) )*(?:messages?|texts?|sms|ads?|adverts?|advertisements?|advertising|promos?|promotions?|promotional|marketing|spam|e ?mails?|offers|notifications?|newsletters?|alerts|updates|signals|news|stuff|these|this|things|anything|everything|communications?|contact)(?: (?:from|by) (?:you|your \\w+|\\w+))?";
const again =
  "(?: (?:again|any ?more|any longer|ever|at all|from now on|back|to me|to my phone|to this number|in (?:the )?future))*";
const ask = `(?:(?:${canYou}|i (?:want|need|would like|demand|ask) (?:that )?(?:you )?to|you (?:need to|must|should|have to|can)|i (?:asked|told) you(?: to)?|i said) )?`;
const lead = `(?:${canYou} |${want} |${canI} |${askWay} |let me )?`;
const messaging =
  "(?:messaging|texting|contacting|emailing|e mailing|calling|spamming|bothering|harassing|writing(?: to)?|disturbing|pestering|annoying|bombarding)";
const message = "(?:message|text|contact|email|e mail|call|spam|bother|harass|write(?: to)?|disturb|pester|annoy|ping)";
const me = "(?:me|us|this (?:number|phone|address)|my (?:number|phone))";
const list = "(?:(?:your|the|this|all|any) )?(?:\\w+ ){0,2}(?:list|lists|database|newsletter|group)";

const optOut = [
  whole(`${lead}unsubscribe(?: ${me})?(?: (?:from|to) (?:${messages}|${list}|you|it|all))?${again}`),
  whole("unsubscribed?|stopall"),
  whole(`(?:remove|cancel|end) my subscription to ${messages}`),
  whole(`${lead}(?:opt(?: me| us)? out|optout)(?: (?:of|from) (?:${messages}|${list}|it|all))?${again}`),
  whole(`${ask}(?:stop|quit|cease|end) ${messaging}(?: ${me})?(?: with ${messages})?${again}`),
  whole(`${ask}(?:stop|quit|cease) (?:sending|send)(?: (?:me|us|out))?(?: ${messages})?${again}`),
  whole(
    `${ask}(?:stop|end|halt|cease)(?: (?:it|all|with|the|these|your|those|sending))* (?:${mail}|communications?|contact|promos?|alerts)${again}`,
  ),
  whole(`${ask}(?:do not|never|not to) (?:ever )?${message} ${me}${again}`),
  whole(`${ask}(?:do not|never|not to) send (?:me|us) ${messages}${again}`),
  whole(
    `no (?:more ${messages}|(?:promotional|marketing|advertising|sales|spam) ${messages}|(?:ads|spam|marketing|promotions))${again}`,
  ),
  whole(
    `${ask}(?:remove|delete|take) (?:me|us|my (?:number|name|contact|phone(?: number)?|email))(?: off| out)?(?: (?:from|of))?(?: ${list})?`,
  ),
  whole(
    `${ask}leave me alone|i want out(?: of ${list})?|(?:i|we) (?:want|would like) to be (?:removed|taken off|taken out|deleted)(?: from| of)? ${list}`,
  ),
  whole(
    `(?:i|we) (?:do not|no longer|never|would not) (?:want|wish|like|need) (?:(?:to )?(?:receive|get|getting|receiving) ${messages}|(?:(?:any|more|your|these|those|this|further) )*${mail})${again}`,
  ),
  whole(
    `(?:i|we) (?:do not|no longer|never) (?:want|wish) to (?:hear from you|be (?:contacted|messaged|called))${again}`,
  ),
  whole(`(?:i|we) (?:want|would like) to stop (?:receiving|getting) ${messages}${again}`),
];
const stop = whole("(?:enough )?(?:please )?stop(?: (?:it|all|this|that|now|please))*|td");

const optIn = [
  whole("unstop"),
  whole(
    `${lead}(?:re ?subscribe(?: me| us)?|subscribe(?: me| us)? (?:again|back)|opt(?: me| us)? back in|opt(?: me| us)? in again)(?: (?:to|for) (?:${messages}|${list}))?(?: again)?`,
  ),
  whole(`(?:${canYou} |${want} )?opt(?: me)? in(?: (?:to|for) ${messages})?(?: again)?`),
  whole(`${ask}(?:resume|start|restart|continue)(?: (?:sending|send)(?: (?:me|us))?)? ${messages}(?: again)?`),
  whole(`${ask}(?:start|resume) ${messaging} (?:me|us)(?: again)?`),
  whole(`you (?:can|may) (?:(?:send|start sending)(?: me| us)? ${messages}|${message} (?:me|us)) again`),
  whole(
    `${ask}(?:sign me up|put me back|add me(?: back)?|include me)(?: again)? (?:for|on|to|in) (?:${messages}|${list})(?: again)?`,
  ),
  whole(`${ask}turn (?:the |my |your )?(?:messages|notifications) (?:back )?on(?: again)?`),
  whole(`${want} (?:start )?(?:receive|receiving|get|getting) ${messages} again`),
];
const start = whole("(?:please )?start|subscribe(?: me)?");
