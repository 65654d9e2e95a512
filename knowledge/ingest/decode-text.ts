import { analyse } from "chardet";
import { fileProblem } from "./file-problem.ts";

export interface DecodedText {
  text: string;
  /** A label of the Encoding Standard. */
  encoding: string;
}

const MARKS: [bytes: number[], encoding: string][] = [
  [[0xef, 0xbb, 0xbf], "utf-8"],
  [[0xff, 0xfe], "utf-16le"],
  [[0xfe, 0xff], "utf-16be"],
];
// What a broker's files come in. Others that a statistic may name (Hebrew, KOI8, …) are guesses at too little text.
const EXPECTED = new Set([
  "gb18030",
  "big5",
  "utf-16le",
  "utf-16be",
  "windows-1252",
  "iso-8859-1",
  "shift_jis",
  "euc-jp",
  "euc-kr",
]);
const SAMPLE_BYTES = 64 * 1024;

/**
 * Bytes as text, line ends as `\n`. The encoding is told by the byte order mark, else it is UTF-8 where that fits, else
 * the one that was declared, else the one that the letters' frequencies speak for: GBK, Big5, UTF-16 and others.
 * @throws InputError when it is not text, or in no encoding that can be told.
 */
export function decodeText(bytes: Uint8Array, declared: string | null = null): DecodedText {
  const decoded = firstThatFits(bytes, candidates(bytes, declared));
  if (!decoded) {
    throw fileProblem({
      en: "The encoding of the file cannot be told: save it as UTF-8 and import it again.",
      zh: "无法识别文件的编码，请另存为 UTF-8 后重新导入。",
    });
  }
  if (decoded.text.includes("\u0000")) throw fileProblem({ en: "The file is not text.", zh: "文件不是文本。" });
  return { ...decoded, text: decoded.text.replaceAll("\r\n", "\n") };
}

function* candidates(bytes: Uint8Array, declared: string | null): Generator<string> {
  const marked = MARKS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (marked) return yield marked[1];
  yield "utf-8";
  if (declared) yield declared;
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  if (speaksChinese(sample)) yield "gb18030";
  for (const { name } of analyse(sample)) if (EXPECTED.has(name.toLowerCase())) yield name.toLowerCase();
}

function firstThatFits(bytes: Uint8Array, encodings: Iterable<string>): DecodedText | null {
  for (const encoding of encodings) {
    try {
      return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
    } catch (error) {
      // TypeError: not in this encoding. RangeError: what was declared is none.
      if (!(error instanceof TypeError) && !(error instanceof RangeError)) throw error;
    }
  }
  return null;
}

// The most frequent characters of simplified Chinese, and those of the trade.
const FREQUENT = new Set(
  "的一是不了在有人我这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日" +
    "军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解" +
    "水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完" +
    "设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运账户客服款费率续证",
);

/** Short Chinese texts are too little for a statistic over bytes; their characters are not. */
function speaksChinese(sample: Uint8Array): boolean {
  const text = new TextDecoder("gb18030").decode(sample);
  const han = text.match(/\p{Script=Han}/gu) ?? [];
  return han.length >= 2 && han.filter((character) => FREQUENT.has(character)).length / han.length >= 0.3;
}
