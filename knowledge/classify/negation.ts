import { createCoverage, createPhraseBook, endsClause } from "./phrase-book.ts";

/**
 * Says for a place in a folded text whether what starts there is denied by what stands before it in its clause:
 * 不 满意, "not very good", 没有 借钱. Built once a text, in time that grows with its length.
 */
export function findNegations(folded: string): (start: number) => boolean {
  const denied = new Uint8Array(folded.length + 1);
  const hits = negators.find(folded);
  const isEmphasis = createCoverage(
    folded.length,
    hits.filter(({ value }) => value.isEmphasis),
  );
  for (const { start, end, value } of hits) {
    if (!value.isEmphasis && !isEmphasis(start, start + 1)) deny(denied, folded, end, value);
  }
  return (start) => denied[start] === 1;
}

/** No negator reaches further than this. */
const REACH = 30;

function deny(denied: Uint8Array, folded: string, from: number, { words, han }: Negator): void {
  const left = { words, han };
  for (const { 0: token, index } of folded.slice(from, from + REACH).matchAll(/[a-z0-9]+|./gsu)) {
    const at = from + index;
    if (endsClause(folded, at)) return;
    denied[at] = 1;
    if (turns.has(token)) return;
    if (/^[a-z]/.test(token)) left.words -= 1;
    else if (/^\p{Script=Han}/u.test(token)) left.han -= 1;
    if (left.words < 0 || left.han < 0) return;
  }
}

interface Negator {
  /** Contains a negator's word and denies nothing: 不仅, "no doubt". */
  isEmphasis: boolean;
  /** How many Latin words, and how many Han characters, may stand between it and what it denies. */
  words: number;
  han: number;
}

const turns = new Set(["but", "because", "and", "if", "so"]);

const chinese =
  "不|没|没有|未|无|别|不是|不会|不能|并不|并非|不太|不怎么|不够|不算|从不|从来不|从没|从来没|从未|毫无|绝不|不再|没有什么|没什么|不敢|不要|不想|不用|不必|谈不上|称不上|毫不|尚未|还没|还没有|莫|勿";
const english =
  "not|no|never|none|nothing|nobody|neither|nor|without|hardly|barely|cannot|cant|dont|doesnt|didnt|isnt|arent|wasnt|werent|wont|wouldnt|shouldnt|couldnt|havent|hasnt|hadnt|aint|lack of|lacking|far from|anything but|rarely|seldom";
const emphases =
  "不仅|不但|不光|不只|不止|不得不|不由得|不禁|没想到|想不到|不料|对不起|不好意思|不知道|不过|不管|不论|无论|无比|差点没|不停|不断|不小心|别提|别人|特别|分别|区别|级别|个别|识别|性别|类别|告别|没完没了|是不是|要不要|能不能|会不会|好不好|有没有|可不可以|行不行|不懂|不明白|不然|要不|非常|除非|无非|莫名|莫非|不久|不如|不断|未来|无限|无敌|" +
  "not only|not just|no doubt|without a doubt|without doubt|no wonder|no question|cant wait|cannot wait|cant believe|cannot believe|dont forget|do not forget|no problem|no worries|not to mention|no matter|why not|nothing but|dont know why|i dont know|cant stand|cannot stand|if not|or not|dont you|didnt you|isnt it";

const negators = createPhraseBook<Negator>([
  ...chinese.split("|").map((phrase) => [phrase, { isEmphasis: false, words: 1, han: 3 }] as const),
  ...english.split("|").map((phrase) => [phrase, { isEmphasis: false, words: 3, han: 2 }] as const),
  ...emphases.split("|").map((phrase) => [phrase, { isEmphasis: true, words: 0, han: 0 }] as const),
]);
