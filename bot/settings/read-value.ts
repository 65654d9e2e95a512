import { refuse } from "../desk/refuse.ts";
import type { FoundSetting } from "./find-setting.ts";

const MAX_VALUE = 50_000;
const words: Readonly<Record<string, boolean>> = {
  on: true,
  yes: true,
  开: true,
  是: true,
  off: false,
  no: false,
  关: false,
  否: false,
};

/**
 * The value in what somebody typed: the text itself where the setting takes it, else what it says as JSON, else yes or no.
 * @throws RuleError with what fits, and an example.
 */
export function readSettingValue({ key, entry }: Pick<FoundSetting, "key" | "entry">, typed: string): unknown {
  const text = typed.trim();
  const { schema } = entry.setting;
  if (text.length > 0 && text.length <= MAX_VALUE) {
    for (const candidate of [text, fromJson(text), words[text.toLowerCase()]]) {
      if (candidate === undefined || candidate === null || JSON.stringify(candidate).includes("\\u0000")) continue;
      if (schema.safeParse(candidate).success) return candidate;
    }
  }
  const said = [...text].slice(0, 60).join("");
  return refuse("setting_value", {
    en: `“${said}” does not fit ${key}. It takes: ${plain(entry.fits.en)}. For example: ${entry.example}`,
    zh: `“${said}”不适用于 ${key}。可填：${plain(entry.fits.zh)}。例如：${entry.example}`,
  });
}

/** Words of the registry without the marks of its page. */
export function plain(words: string): string {
  return words.replaceAll("`", "");
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
