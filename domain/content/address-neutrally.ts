import type { Language } from "../language/language.ts";

/**
 * Takes the place of a name (`mark`, at every place where it stands) out of a text so that it reads as if written
 * without one. In Chinese what is not an address becomes 您, which fits anywhere. In English a name inside a sentence
 * carries its verb with it ("Ann has …"), so there it stays, and the text is not complete.
 */
export function addressNeutrally(text: string, mark: string, language: Language): string {
  if (!text.includes(mark)) return text;
  const rules = (language === "zh" ? chineseRules : englishRules)(literally(mark));
  return rules.reduce((result, rule) => rule(result), text);
}

type Rule = (text: string) => string;

function rule(pattern: string, replacement: string, flags = "gu"): Rule {
  const compiled = new RegExp(pattern, flags);
  return (text) => text.replace(compiled, replacement);
}

function chineseRules(mark: string): Rule[] {
  const name = `${mark}\\s*(?:先生/女士|先生／女士|女士/先生|先生|女士|老师|总)?`;
  const greeting = "您好|你好|早上好|上午好|下午好|晚上好";
  return [
    rule(`(尊敬的|亲爱的)\\s*${name}`, "$1客户"),
    // 王芳，您好 and 您好，王芳
    rule(`${name}\\s*[，,、]?\\s*(?=${greeting})`, ""),
    rule(`(${greeting}|谢谢|感谢)\\s*[，,]?\\s*${name}(?=\\s*(?:[，,。！!？?：:；;、\\n]|$))`, "$1"),
    // Called at the beginning of a sentence.
    rule(`(^|[。！!？?；;\\n]\\s*)${name}\\s*[，,：:]\\s*`, "$1"),
    // 王芳您的 says 您 already.
    rule(`${name}\\s*(?=您)`, ""),
    rule(name, "您"),
  ];
}

function englishRules(mark: string): Rule[] {
  const name = `(?:\\b(?:mr|mrs|ms|mx|dr)\\.?\\s+)?${mark}`;
  const greeting = "hello|hi|hey|good (?:morning|afternoon|evening|day)|thanks|thank you|welcome|sorry";
  return [
    rule(`\\b(dear)\\s+${name}`, "$1 client", "giu"),
    rule(`\\b(${greeting}),?\\s+${name}(?=\\s*(?:[,.!?:;—–\\n-]|$))`, "$1", "giu"),
    // Called at the beginning: what follows becomes the beginning.
    upperCasing(`(^|[.!?\\n]\\s*)${name}\\s*[,:]\\s*(\\p{L})`),
    // Called at the end or in the middle: the comma before it goes with it.
    rule(`,\\s*${name}(?=\\s*(?:[,.!?:;\\n]|$))`, "", "giu"),
    upperCasing(`(^|[.!?\\n]\\s*)${name}['’]s\\b()`, "Your"),
    rule(`${name}['’]s\\b`, "your", "giu"),
  ];
}

/** What the second group found, or `instead` of it, begins a sentence. */
function upperCasing(pattern: string, instead = ""): Rule {
  const compiled = new RegExp(pattern, "giu");
  return (text) =>
    text.replace(compiled, (_, before: string, next: string) => `${before}${instead}${next.toUpperCase()}`);
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
