// Words that carry grammar rather than a topic. In a knowledge base of thousands their frequency would show it; in one of
// twenty entries it does not, so the scorer is told.
const CHINESE =
  "的 了 吗 呢 我 你 他 她 它 您 我们 你们 他们 是 在 有 就 都 也 还 和 与 要 会 到 着 么 呀 啊 吧 嘛 哦 那 这 个 这个 那个 一个 一下 去 来 把 被 给 让 " +
  "对 从 使用 怎么 什么 为什么 可以 不能 没有 是不是 请问 想 不 才 再 又 里 里面 上 下 中 后 时 做 好 得 地 之 其 以 而 或 于 为 多少 哪 谁 几 现在 已经 需要";
const ENGLISH =
  "i a an the to my is it its do you can of and in on for me have that what how if are be with this not there was at from " +
  "your or so will would i'm i've am when why did has get please could where which who by any they as but about should " +
  "does been were want need some into up out just their his her s t";

const functionWords = new Set(`${CHINESE} ${ENGLISH}`.split(" "));

/** Expects a word as `tokenize` gives it. */
export function isFunctionWord(word: string): boolean {
  return functionWords.has(word);
}
