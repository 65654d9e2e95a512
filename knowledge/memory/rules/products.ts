/** What is traded, by the words that people use for it in the folded spelling. */
const products: readonly [code: string, words: RegExp][] = [
  ["gold", /\bgold\b|\bxau(?:usd)?\b|黄金|伦敦金/],
  ["silver", /\bsilver\b|\bxag(?:usd)?\b|白银/],
  ["oil", /\b(?:crude|oil|wti|brent)\b|原油/],
  ["forex", /\bforex\b|\bfx\b|\bcurrenc(?:y|ies)\b|\b(?:eur|gbp|aud|nzd)\/?usd\b|\busd\/?(?:jpy|cad|chf|cnh)\b|外汇/],
  ["indices", /\bind(?:ices|exes)\b|\b(?:nasdaq|dow|dax|s&p ?500|hsi)\b|股指|恒指|纳指|道指|指数/],
  ["crypto", /\bcrypto\w*\b|\bbitcoin\b|\bbtc\b|\beth(?:ereum)?\b|比特币|加密货币|数字货币/],
  ["stocks", /\b(?:stocks?|shares|equities)\b|股票|美股|港股|a股/],
  ["funds", /\b(?:mutual )?funds\b(?! to)|\betfs?\b|基金/],
  ["bonds", /\bbonds?\b|债券|国债/],
  ["futures", /\bfutures\b|期货/],
  ["options", /\boptions trading\b|\btrad\w+ options\b|期权/],
  ["copy trading", /\bcopy ?trading\b|跟单/],
];

/** The products that a text names, each once. */
export function productsIn(text: string): string[] {
  return products.filter(([, words]) => words.test(text)).map(([code]) => code);
}
