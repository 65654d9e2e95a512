import type { CompactText } from "./compact-text.ts";
import { compilePhrase, type Find, findPhrase, isClauseEnd, isSentenceStart, overlap, weightOf } from "./phrase.ts";

/** What in a text turns a claim into its denial or a warning, found once for all entries: one number for each unit. */
export interface Denials {
  /** 1 where a claim that starts here is denied by what stands before it in its clause. */
  denied: Uint8Array;
  /** 1 where a claim that ends here is followed by a verdict ("…are a scam"). */
  condemned: Uint8Array;
  /** Where a denial that starts here ends; 0 where none starts. */
  ends: Uint32Array;
}

/** How far a denial or a verdict reaches; Latin letters count 1, Han 3. */
const DENIAL_REACH = 54;
const VERDICT_REACH = 45;

export function findDenials(text: CompactText): Denials {
  const length = text.text.length + 1;
  const denials: Denials = {
    denied: new Uint8Array(length),
    condemned: new Uint8Array(length),
    ends: new Uint32Array(length),
  };
  const isEmphasis = overlap(length, findAll(text, emphases));
  const turnsAt = new Set(findAll(text, turns).map(({ start }) => start));
  for (const { start, end } of findAll(text, denialPhrases)) {
    if (isEmphasis(start, end)) continue;
    denials.ends[start] = end;
    for (let at = end, room = DENIAL_REACH; room >= 0 && !isClauseEnd(text, at) && !turnsAt.has(at); at += 1) {
      denials.denied[at] = 1;
      room -= weightOf(text.text.charCodeAt(at));
    }
  }
  const backwards = new Set(findAll(text, pointers).map(({ start }) => start));
  const pointsBack = (at: number) => backwards.has(at);
  for (const { start } of findAll(text, verdicts)) {
    if (isTakenBack(text, start)) continue;
    for (let at = start, room = VERDICT_REACH; room >= 0 && at >= 0; at -= 1) {
      denials.condemned[at] = 1;
      // A verdict is about what stands in its own sentence ("Their product is a scam." says nothing of ours), unless
      // it points back: "Guaranteed returns? That is a scam."
      if (isSentenceStart(text, at) && !pointsBack(at)) break;
      room -= weightOf(text.text.charCodeAt(at - 1));
    }
  }
  return denials;
}

/** Whether a claim is denied, forbidden, warned of or only asked about. */
export function isDenied(claim: Find, { denied, condemned, ends }: Denials): boolean {
  if (denied[claim.start] === 1 || condemned[claim.end] === 1) return true;
  return claim.pieces.some(({ end }, index) => {
    const next = claim.pieces[index + 1]?.start ?? end;
    for (let at = end; at < next; at += 1) {
      const denialEnd = ends[at] ?? 0;
      if (denialEnd > 0 && denialEnd <= next) return true;
    }
    return false;
  });
}

/** 保本，不是骗局: a verdict that is itself denied. */
function isTakenBack({ text, gaps }: CompactText, start: number): boolean {
  for (let at = start - 1; at >= 0 && at >= start - 3; at -= 1) {
    if ((gaps[at + 1] ?? 0) > 1) return false;
    if ("不没非".includes(text.charAt(at))) return true;
  }
  return false;
}

function findAll(text: CompactText, phrases: ReturnType<typeof compilePhrase>[]): Find[] {
  return phrases.flatMap((phrase) => findPhrase(text, phrase));
}

const phrases = (list: string) => list.split("|").map(compilePhrase);

const denialPhrases = phrases(
  "没有|没人|没法|从未|从不|不存在|不会|不能|不可|不得|不是|不提供|不承诺|不保证|不要|不应|不建议|不代表|不等于|不接受|" +
    "不意味|不参与|不相信|不支持|不允许|不作|不做|无法|并非|并不|请勿|切勿|勿信|别信|别相信|别指望|禁止|严禁|杜绝|拒绝|" +
    "谨防|警惕|当心|小心|提防|防范|避免|远离|凡是|任何承诺|任何人承诺|所谓|谎称|声称|宣称|自称|冒充|是否|如果有人|若有人|谁也|" +
    "谁都不|没哪|没说过|没有说|不敢|不准|不许|千万别|千万不|切莫|莫信|勿轻信|轻信|号称|吹嘘|鼓吹|打着|假借|谁承诺|谁保证|" +
    "谁跟您说|谁跟你说|如果对方|若对方|如果有|要是有人|骗子常|骗子会|骗子通常|骗子说|骗子最|不法分子|诈骗分子|诈骗团伙|犯罪分子|" +
    "对方要求|对方承诺|说自己有|有人让|有人要|有人以|有人说|有人承诺|有人打着|" +
    "no|not|never|cannot|cant|dont|doesnt|isnt|arent|wont|wouldnt|nobody|none|neither|nor|beware|avoid|be wary|" +
    "watch out|anyone who|anyone promis*|if someone|if anyone|if anybody|if a person|who claims|claims to|whether|offers of|promises of|claims of|prohibited|" +
    "forbidden|illegal|fraudulent|scam|scams|" +
    "anyone offering|anyone promising|anyone claiming|anybody who|anybody offering|people who promis*|people who offer*|" +
    "people who claim*|people who say|people who tell|person who says|person who promises|someone who promis*|" +
    "someone who offer*|someone who claim*|someone who says|somebody who|those who promis*|those who offer*|" +
    "those who claim*|if somebody|if a caller|if a stranger|callers who|a caller who|firms that|brokers that|" +
    "companies that|websites that|groups that|channels that|phrases such as|phrases like|words such as|words like|" +
    "wording such as|wording like|expressions such as|expressions like|terms such as|terms like|claims such as|" +
    "promises such as|messages like|messages such as|a message that|messages that say|fraudsters|scammers|swindlers|" +
    "criminals|con men|con artists|conmen|careful with|careful of|suspicious of|warn against|warn you against|warns of|" +
    "warn you of|warns against|warning signs|warning sign|stay away|steer clear|report anyone|report anybody|red flags|" +
    "lookout for",
);

/** Contain a denial's word and deny nothing. */
const emphases = phrases(
  "不仅|不但|不光|不只|不单|不骗|不能错过|不可错过|不容错过|不要错过|请勿错过|切勿错过|不要犹豫|不要担心|不要怕|不会错|不是梦|没有理由|" +
    "不是开玩笑|不会骗|不可思议|不得了|是不是|没有比|不用怀疑|不再犹豫|不敢相信|" +
    "not only|not just|no doubt|without doubt|no question|no other|do not miss|dont miss|do not wait|dont wait|" +
    "do not worry|dont worry|no worries|no need to worry|why not|not to mention|no brainer|cannot go wrong|" +
    "can not go wrong|no catch|no strings|no joke|not a joke|not kidding|no kidding|no lie|will not find|wont find|" +
    "never before|not miss|no excuse|do not hesitate|dont hesitate|no better|not a scam|no scam|no wonder|" +
    "nobody else|no one else|unlike … scammers|unlike … fraudsters|unlike … criminals|not believe it|never believe it",
);

/** After these a denial is over. */
const turns = phrases("but|yet|instead|但|却|而是|反而|however");

/** A sentence that begins so is about the one before it. */
const pointers = phrases("那是|那都是|这是|这都是|都是|这种|这类|that is|that's|this is|these are|those are|it is");

const verdicts = phrases(
  "骗局|诈骗|骗子|骗人的|是骗|在骗|骗钱|违规|违法|不合规|不可信|不要相信|不要信|是不可能|不存在|请举报|请警惕|" +
    "要小心|须小心|要警惕|需警惕|须警惕|要当心|报警|挂断|别信|别相信|别当真|勿信|是假|是谎|谎言|谎话|陷阱|会上当|别上当|容易上当|会受骗|会被骗|跑路|" +
    "不要参与|切勿参与|为诱饵|等字样|的字样|等字眼|等用语|等表述|等词|违规用语|违禁|禁用|是禁止|被禁止|不得出现|不能出现|不得使用|" +
    "不能使用|不允许|不被允许|误导|虚假|保证不了|联系我们核实|" +
    "is a scam|are a scam|is fraud|are fraud|is a scammer|common scam|used by fraud*|criminal|an offence|used by scam*|is illegal|" +
    "are illegal|is prohibited|are prohibited|is not allowed|are not allowed|does not exist|do not exist|" +
    "is not possible|is impossible|they are not|it is not|please report|not true|" +
    "is lying|are lying|is a liar|are liars|is a lie|are lies|is a fraudster|are fraudsters|are scammers|" +
    "a red flag|red flags|a warning sign|warning signs|hang up|should be reported|must be reported|call the police|" +
    "not be trusted|must not be used|may not be used|should not be used|must not appear|is misleading|are misleading|" +
    "no such thing|is banned|are banned|is forbidden|are forbidden|sign of a scam|sign of fraud|is suspicious|" +
    "usually want your money|usually not licensed|not licensed|is false|are false",
);
