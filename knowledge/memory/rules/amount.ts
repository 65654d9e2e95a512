const CURRENCY =
  "usdt|usd|us dollars?|dollars?|bucks|eur|euros?|gbp|pounds?|hkd|cny|rmb|yuan|sgd|aud|jpy|yen|美元|美金|刀|欧元|英镑|港币|港元|人民币|块钱?|元|u(?![a-z])";
const FIGURE = "(?:\\d[\\d,]*(?:\\.\\d+)?|[一二两三四五六七八九十百千万]+(?=万|千|百|元|块|美|个|w))";
const SCALE = "k|grand|thousand|million|m(?![a-z])|万|千|百万|w(?![a-z])|个?w";
const amount = new RegExp(`([$€£¥])?\\s?(${FIGURE})\\s?(${SCALE})?\\s?(${CURRENCY})?`, "gu");
const names: readonly [code: string, words: RegExp][] = [
  ["USDT", /^(?:usdt|u)$/],
  ["USD", /^(?:\$|usd|us dollars?|dollars?|bucks|美元|美金|刀)$/],
  ["EUR", /^(?:€|eur|euros?|欧元)$/],
  ["GBP", /^(?:£|gbp|pounds?|英镑)$/],
  ["HKD", /^(?:hkd|港币|港元)$/],
  ["CNY", /^(?:¥|cny|rmb|yuan|人民币|块钱?|元)$/],
];

/** The first sum of money that a text names, in one spelling ("50000 USD", "5万"); null where it names none. */
export function amountOf(text: string): string | null {
  for (const [, sign, figure = "", scale = "", unit] of text.matchAll(amount)) {
    const currency = sign ?? unit;
    if (currency === undefined && scale === "" && Number(figure.replaceAll(",", "")) < 100) continue;
    if (currency === undefined && scale === "" && !/^\d[\d,]*$/.test(figure)) continue;
    const code = names.find(([, words]) => currency !== undefined && words.test(currency))?.[0] ?? currency ?? "";
    return `${scaled(figure, scale)} ${code}`.trim();
  }
  return null;
}

const factors: Record<string, number> = {
  k: 1e3,
  grand: 1e3,
  thousand: 1e3,
  千: 1e3,
  万: 1e4,
  w: 1e4,
  百万: 1e6,
  m: 1e6,
  million: 1e6,
};

function scaled(figure: string, scale: string): string {
  const number = Number(figure.replaceAll(",", ""));
  const factor = factors[scale.replace("个", "")] ?? 1;
  return Number.isFinite(number) ? String(Math.round(number * factor * 100) / 100) : `${figure}${scale}`;
}
