/**
 * The ways to write a Chinese word wholly or partly in pinyin, without tones: 保本 as baoben, bao本, 保ben. With spaces or
 * without is the same to the search. A word with a character that is not in the table has none.
 */
export function pinyinForms(word: string): string[] {
  const characters = [...word];
  if (!characters.every((character) => syllables.has(character))) return [];
  const forms = characters.reduce<string[]>(
    (starts, character) => starts.flatMap((start) => [start + character, start + (syllables.get(character) ?? "")]),
    [""],
  );
  return forms.filter((form) => form !== word);
}

// Written by hand: of a pinyin dictionary, these are the characters that the words below need.
const syllables = new Map(
  Object.entries({
    ...{ 保: "bao", 包: "bao", 本: "ben", 息: "xi", 收: "shou", 益: "yi", 证: "zheng", 盈: "ying", 利: "li" },
    ...{ 稳: "wen", 赚: "zhuan", 不: "bu", 赔: "pei", 亏: "kui", 必: "bi", 赢: "ying", 涨: "zhang", 躺: "tang" },
    ...{ 只: "zhi", 零: "ling", 无: "wu", 风: "feng", 险: "xian", 内: "nei", 幕: "mu", 部: "bu", 消: "xiao" },
    ...{ 信: "xin" },
  }),
);

/** The words of each standard entry that are worth disguising, and short enough to be known again. */
export const disguisedWords: Record<string, string[]> = {
  guaranteed_return: ["保证收益", "保证盈利", "保收益", "收益保证", "包盈利"],
  capital_protected: ["保本"],
  no_loss: ["稳赚", "包赚", "必赚", "稳赢", "必赢", "躺赚", "只赚不赔", "只赚不亏", "稳赚不赔"],
  no_risk: ["零风险", "无风险"],
  certain_rise: ["必涨", "包涨"],
  inside_information: ["内幕消息", "内幕信息", "内部消息"],
};
