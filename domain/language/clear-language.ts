import { chineseScriptOf } from "./chinese-script.ts";
import type { ChineseScript } from "./language.ts";

/** What a message says of its writer beyond doubt. */
export type ClearLanguage = { language: "en" } | { language: "zh"; script: ChineseScript | null };

/** Enough to know the language of any message, and a bound on the work for a pasted document. */
const MAX_CHARACTERS = 4000;
const MIN_HAN = 3;
const MIN_ENGLISH_WORDS = 3;

/**
 * The language that a message is written in as a language: it has a sentence's own words, not only names, codes, links,
 * terms, courtesies or quotations. Null when in doubt, and for every language but the two. `detectLanguage` guesses
 * where this does not say: one is for whom we talk to, the other for what is before us.
 */
export function clearLanguage(text: string): ClearLanguage | null {
  const plain = ownWords(text.slice(0, MAX_CHARACTERS).normalize("NFKC"));
  const han = plain.match(/\p{Script=Han}/gu)?.length ?? 0;
  const others = plain.match(/(?![\p{Script=Han}\p{Script=Latin}])\p{L}/gu)?.length ?? 0;
  if (others > 1) return null;
  const isChinese = saysInChinese(plain, han);
  const isEnglish = saysInEnglish(plain, han);
  if (isChinese === isEnglish) return null;
  return isChinese ? { language: "zh", script: chineseScriptOf(plain) } : { language: "en" };
}

/** Without what the writer only passes on or says in any language. */
function ownWords(text: string): string {
  return text
    .replace(/^\s*>.*$/gmu, " ")
    .replace(/```[\s\S]*?```|`[^`\n]*`/g, " ")
    .replace(/[“"「『《][^“”"「」『』《》]{0,500}[”"」』》]/gu, " ")
    .replace(/(?<![\p{L}\p{N}])['‘][^'‘’\n]{0,200}['’](?![\p{L}\p{N}])/gu, " ")
    .replace(linkOrCode, " ")
    .replace(courtesies, " ");
}

function saysInChinese(plain: string, han: number): boolean {
  return han >= MIN_HAN && chineseGrammar.test(plain.replace(chineseNames, ""));
}

function saysInEnglish(plain: string, han: number): boolean {
  const words = plain.match(/\p{Script=Latin}+(?:['’]\p{Script=Latin}+)*/gu) ?? [];
  // A Chinese term in an English sentence is a word of it.
  const terms = plain.match(/\p{Script=Han}+/gu)?.length ?? 0;
  if (words.length < 2 || words.length + terms < MIN_ENGLISH_WORDS || han > words.length * 2) return false;
  const folded = words.map((word) => word.toLowerCase().replaceAll("’", "'"));
  const own = folded.filter((word) => englishGrammar.has(word)).length;
  const foreign = folded.filter((word) => foreignGrammar.has(word) || /[^a-z']/.test(word)).length;
  if (own === 0 || own <= foreign) return false;
  return plain.includes("?") || !isTitle(words);
}

/** A name or a heading: every word but the small ones begins with a capital. Text all in capitals is shouting. */
function isTitle(words: readonly string[]): boolean {
  const isShouted = words.every((word) => word === word.toUpperCase());
  return !isShouted && words.every((word) => /^\p{Lu}/u.test(word) || smallInTitles.has(word));
}

/** Links, addresses, handles, file names, and tokens with a digit or underscore in them (MT4, CUST_00001). */
const linkOrCode =
  /(?:https?:\/\/|www\.)[^\s\p{Script=Han}]+|[a-z0-9._%+-]{1,64}@[a-z0-9.-]+|@\w+|\b[\w-]+\.(?:com|net|org|io|cn|hk|tw|pdf|docx?|xlsx?|png|jpe?g|csv|zip|exe|apk)\b|\/?\b[a-z]*[\d_][\w-]*/giu;

/** Said by people of either language in the other: they tell nothing. */
const courtesies =
  /\b(?:(?:ok(?:ay)?|yes|no|sure|all right|alright|yeah|yep)\b[ ,.!]*(?:please|thanks?|thank you)?|thank(?:s| you| u)(?: (?:very|so) much| a lot| for (?:your|the) (?:help|reply|support|time))?|thx|how are you(?: doing)?(?: today)?|good (?:morning|afternoon|evening|night|day|luck|job)|no (?:problem|worries|need)|see you(?: (?:later|tomorrow|soon|then))?|nice to meet you|i (?:see|know|got it|understand)|got it|(?:i am|i'm) (?:ok|fine|sorry)|i love you|oh my god|of course|never ?mind|you(?:'re| are) welcome|have a (?:nice|good|great) (?:day|one|weekend|evening|night)|happy (?:new year|birthday|holidays?)|merry christmas|let me see|just kidding|what's up|long time no see|best regards|hello(?: (?:there|everyone))?|hi(?: there)?|hey(?: there)?|my friend|my dear)\b|[你您妳]们?好[啊呀吗嗎]?|多?[谢謝]{1,2}(?:[你您妳](?:们|們)?)?(?:[啊啦了])?|好的?[呢呀啊吧]?(?=[\s,.，。!！]|$)|再[见見]|早(?:上好|安)|晚(?:上好|安)|下午好|中午好|新年快[乐樂]|恭喜[发發][财財]|[辛]苦了?|不客[气氣]|没[问問]题|沒問題|知道了|明白了?|收到了?|加油/giu;

/** Small words that no other language of our customers shares, and that no name or product is made of. */
const englishGrammar = new Set(
  (
    "i i'm i've i'd i'll you you're you've your yours my mine our we we're they their them it it's its this that these " +
    "those there is isn't are aren't were have haven't had could couldn't would wouldn't should shouldn't can can't " +
    "cannot don't doesn't didn't won't wasn't does did what what's when where which who why how with without from into " +
    "about because if not but please want need been being any some still already yet"
  ).split(" "),
);

const smallInTitles = new Set("a an the of and in on at to for with by from or is my your our".split(" "));

/** Of other languages in Latin letters. */
const foreignGrammar = new Set(
  (
    "el los las que por para como con una es está mi mis su y del qué cuándo dónde não sim você meu minha uma os um " +
    "les des est je vous nous mon ma mes pas pour dans avec sur und ich nicht der das die ist wie mein meine sie wir " +
    "saya anda yang tidak apa ini itu dan untuk bagaimana kapan nak boleh ako ang ng mga ko po hindi tôi không của là " +
    "il gli che non sono mio quando ik het een niet van mijn wat bir ve bu için"
  ).split(" "),
);

/** Words of a sentence: who, what, whether, how, and the particles that end it. */
const chineseGrammar =
  /[的了吗嗎呢吧啊呀嘛么麼您你妳我他她它谁誰哪这這那被把给給让讓对對从從跟已]|什[么麼]|怎|[为為]何|如何|多少|多久|几[时天个]|幾[時天個]|可以|可否|能不能|是不是|有没有|有沒有|[请請]问?|[问問]一下|[没沒][有到收法]|[还還][没沒不是有]|不[到能了会會是行想要知懂可对對上见見]|无法|無法|已[经經]|需要|想[要问問知]?|[应應][该該]|[觉覺]得|因[为為]|但是|如果|[会會]不|[会會][被有在到]|是[什否多怎]|一直|[帮幫]|麻[烦煩]/u;

/** Firms, places and products, whose parts look like words of a sentence. */
const chineseNames =
  /目的地?|的士|[为為]什(?=\p{Lu})|有限公司|会员|會員|委员会|委員會|[们們]?我的世界|了解更多|对冲基金|對沖基金|对账单|對賬單|對帳單|你我[贷貸]|那斯达克|那斯達克|纳斯达克|哪吒|阿里巴巴|给力|思想|理想汽车?|理想汽車|你好|把[杆桿]|跟单|跟單|跟投|吧台|啊里|已购|请柬|从化|那曲/gu;
