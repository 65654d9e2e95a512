import { askWay, canI, canYou, want } from "./english-phrases.ts";
import { matchesAny, whole } from "./grammar.ts";

/** A sentence that asks for a person: "can I talk to someone about my account". */
export function asksForHuman(words: string): boolean {
  return matchesAny(requests, words) || (matchesAny(endings, words) && !noRequest.test(words));
}

/** The bare name of whom one wants: "agent", "a real person". */
export function callsForHuman(words: string): boolean {
  return call.test(words);
}

const determiner = "(?:(?:an?|the|your|my|some|any|one of your|another) )?";
const adjective = "(?:(?:real|live|actual|human|customer|support|service|care|senior|account|relationship) ){0,3}";
const real = "(?:(?:real|live|actual|human) )";
const person =
  "(?:agents?|humans?|human beings?|persons?|people|representatives?|reps?|operators?|managers?|supervisors?|advis[eo]rs?|specialist|staff(?: member)?|members? of (?:your )?staff|team member|employee|support(?: team)?|customer (?:service|support|care)|live chat)";
const someone = "(?:some ?one|some ?body|any ?one|any ?body|human|person|people)(?: (?:real|human|live|else))?";
const team =
  "(?: (?:from|in|at|on|of) (?:(?:your|the) )?(?:\\w+ ){0,2}(?:team|support|staff|company|department|desk|compliance|sales|finance))?";
// What may follow: anything else makes the noun part of a term ("agent account", "agent fee").
const after =
  "(?: (?:please|instead|now|here|available|online|in person|at once|soon|quickly|immediately|as soon as possible|over the phone|on(?: (?:here|the (?:phone|line|chat)|this(?: chat)?|chat))?|(?:all|the whole) (?:day|week|morning|afternoon)|for (?:hours|days|ages|an hour)|not an? \\w+|(?:who|that can|about|regarding|concerning|because|as|since|rather than|instead of) .*|for (?:help|support|this|assistance)|with (?:this|that|my .*)|to (?:help|assist|solve|check|fix|sort|look|explain|call|contact|handle|talk|speak|chat).*|(?:who |that )?(?:i|we) can (?:talk|speak|chat) (?:to|with).*))*";
const somebody = `(?:${determiner}${adjective}${person}|${someone})${team}${after}`;
const anAgent = `(?:(?:an?|the|some|your|any) ${adjective}${person}|${real}+${person}|${someone}|${real}?human (?:help|support|assistance|contact|interaction))${team}${after}`;

const talk =
  "(?:(?:directly )?(?:speak|talk|chat|communicate|deal)(?: directly| live)?(?: to| with)?|(?:contact|reach|call|phone)|get (?:hold of|in touch with|through to|connected to)|be (?:connected|transferred|put through) (?:to|with))";
const connect =
  "(?:(?:connect|transfer|put|switch|hand|pass|forward|escalate|route|redirect|direct|refer)(?: (?:me|us|this|it|my (?:case|issue|chat|ticket|call|request)|the (?:chat|case|issue|call)))?(?: over| through| up| back| in touch| in contact)?(?: directly)? (?:to|with)|connect|(?:connect|transfer) me)";
const callBack =
  "(?:call|contact|phone|ring|reach(?: out to)?|get back to|get in touch with|get in contact with) (?:me|us)(?: back)?.*";
const bot =
  "(?:an?|the|this|your|any|these)? ?(?:ro)?(?:bots?|machines?|ai|chat ?bots?|computers?|auto(?:mated)? ?(?:repl(?:y|ies)|answers?|system)?)";

const requests = [
  whole(`(?:${want} |let (?:me|us) |${canI} |${canYou} let me |${askWay} |i am trying to )?${talk} ${somebody}`),
  whole(`who can i (?:talk|speak) (?:to|with)${after}`),
  whole(
    `(?:${canYou} |${want} (?:you to )?|you (?:should|must|need to) |${canI} be |i want to be )?${connect} ${somebody}`,
  ),
  whole(
    `(?:(?:${canYou} |${want} |${canI} |${askWay} )?(?:get|give|find|send|bring|fetch)(?: (?:me|us))?|${canI} have) ${anAgent}`,
  ),
  whole(`${want} ${anAgent}`),
  whole(
    `(?:(?:is|are) there|do you have|is|any|are any)(?: an?| any)? ?(?:${adjective}${person}|${someone})(?: (?:available|here|there|online|around|free))*(?: (?:who |that )?(?:i|we) can (?:talk|speak|chat)(?: to| with)?.*| to (?:talk|speak|chat) (?:to|with).*| (?:who|that) can .*)?`,
  ),
  whole(
    `(?:can|could|will|would|may) (?:(?:an? |the |your |some )?${adjective}${person}|real person) (?:please )?(?:help|assist|answer|reply|respond|look|check|call|contact|phone|ring|message|reach|get back).*`,
  ),
  whole(
    `(?:(?:can|could|will|would) |have |ask |get |let |${want} |tell )(?:(?:an? |the |your )?${adjective}${person}|${someone})${team}(?: please)?(?: to)? ${callBack}`,
  ),
  whole(
    `(?:i|we)(?: really| just)? (?:(?:do|would|will) )?not (?:want|wish|like|need) to (?:talk|speak|chat|deal) (?:to|with) ${bot}`,
  ),
  whole(
    `(?:i|we) (?:can not|could not|am unable to) (?:reach|find|get(?: hold of| through to)?|contact|talk to|speak to) (?:${determiner}${adjective}${person}|${someone})`,
  ),
  whole("no (?:more )?(?:ro)?bots"),
  whole(`where(?:'?s| is| are) (?:the|an?|your|my) ${adjective}${person}`),
  whole(`is (?:${someone}|${determiner}${adjective}${person}) (?:available|free|there) to (?:talk|speak|chat|help).*`),
];

const endings = [
  whole(
    `.*\\b(?:get|reach|find|need|want|contact|call|prefer|request|demand) (?:(?:an?|any|some) )?${real}*(?:(?:support|service) )?(?:agent|human|human being|representative|rep|operator)${team}${after}`,
  ),
  whole(`.*\\b${real}(?:person|people)${after}`),
  whole(`.*\\b(?:${someone}|an? ${adjective}${person})${team}(?: please)?(?: to| can| could)? ${callBack}`),
  whole(`(?:i|we) .*(?:with|to|by|from) (?:an? )?${real}+(?:person|human|agent|being|representative)${after}`),
  whole(
    `.*\\b(?:talk|speak|chat|talking|speaking|chatting|connected|transferred|put through|passed|escalated)(?: directly)? (?:to|with) ${somebody}`,
  ),
];
/** Reported, denied, asked about or somebody else's: such a clause is no request, however it ends. */
const noRequest =
  /\b(?:not|never|without|no|already|yesterday|earlier|last|spoke|did|was|were|had|if|whether|unless|do (?:i|we|you)|does|am i|are you|i am|is (?:this|it|that|your)|when|told|(?:have|has|need) to|should (?:i|we)|must i|my|wife|husband|he|she|they|which|what|after|before|while|instead of|great to|nice to|good to|lovely to|thanks)\b/u;

const call = whole(
  `(?:(?:an?|the|some|any) )?(?:(?:real|live|actual|human|customer|support|service) ){0,3}(?:agents?|humans?|human beings?|representatives?|reps|operator)(?: (?:needed|required|available))?|(?:an? )?(?:real|live|actual) (?:person|people|human being|support|chat|agent)|a person|live chat|customer (?:service|support|care)|human (?:support|help|service)|support agent|(?:some ?one|any ?one|any ?body) real(?: there)?`,
);
