import { type CompactText, compilePhrase, type Find, findPhrase, isClauseEnd, overlap, weightOf } from "./phrase.ts";

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
  for (const { start } of findAll(text, verdicts)) {
    for (let at = start, room = VERDICT_REACH; room >= 0 && at >= 0; at -= 1) {
      denials.condemned[at] = 1;
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

function findAll(text: CompactText, phrases: ReturnType<typeof compilePhrase>[]): Find[] {
  return phrases.flatMap((phrase) => findPhrase(text, phrase));
}

const phrases = (list: string) => list.split("|").map(compilePhrase);

const denialPhrases = phrases(
  "没有|没人|没法|从未|从不|不存在|不会|不能|不可|不得|不是|不提供|不承诺|不保证|不要|不应|不建议|不代表|不等于|不接受|" +
    "不意味|不参与|不相信|不支持|不允许|不作|不做|无法|并非|并不|请勿|切勿|勿信|别信|别相信|别指望|禁止|严禁|杜绝|拒绝|" +
    "谨防|警惕|当心|小心|提防|防范|避免|远离|凡是|任何承诺|任何人承诺|所谓|谎称|声称|宣称|自称|冒充|是否|如果有人|若有人|谁也|" +
    "no|not|never|cannot|cant|dont|doesnt|isnt|arent|wont|wouldnt|nobody|none|neither|nor|beware|avoid|be wary|" +
    "watch out|anyone who|anyone promis*|if someone|if anyone|if anybody|if a person|who claims|claims to|whether|offers of|promises of|claims of|prohibited|" +
    "forbidden|illegal|fraudulent|scam|scams",
);

/** Contain a denial's word and deny nothing. */
const emphases = phrases(
  "不仅|不但|不光|不只|不单|不骗|不能错过|不可错过|不容错过|不要错过|请勿错过|切勿错过|不要犹豫|不要担心|不要怕|不会错|不是梦|没有理由|" +
    "不是开玩笑|不会骗|不可思议|不得了|是不是|" +
    "not only|not just|no doubt|without doubt|no question|no other|do not miss|dont miss|do not wait|dont wait|" +
    "do not worry|dont worry|no worries|no need to worry|why not|not to mention|no brainer|cannot go wrong|" +
    "can not go wrong|no catch|no strings|no joke|not a joke|not kidding|no kidding|no lie|will not find|wont find|" +
    "never before|not miss|no excuse|do not hesitate|dont hesitate|no better|not a scam|no scam|no wonder",
);

/** After these a denial is over. */
const turns = phrases("but|yet|instead|但|却|而是|反而|however");

const verdicts = phrases(
  "骗局|诈骗|骗子|骗人的|是骗|违规|违法|不合规|不可信|不要相信|不要信|是不可能|不存在|请举报|请警惕|" +
    "is a scam|are a scam|is fraud|are fraud|is a scammer|common scam|used by fraud*|criminal|an offence|used by scam*|is illegal|" +
    "are illegal|is prohibited|are prohibited|is not allowed|are not allowed|does not exist|do not exist|" +
    "is not possible|is impossible|they are not|it is not|please report|not true",
);
