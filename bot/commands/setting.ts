import { isAllowed } from "../../domain/organisation/permissions.ts";
import { type SettingKey, settingKeys } from "../../domain/organisation/settings/keys.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { refuse } from "../desk/refuse.ts";
import { bold, paragraph, plainText, type RichText } from "../ports/rich-text.ts";
import { changeSetting, storedValue } from "../settings/change-setting.ts";
import { type FoundSetting, findSetting } from "../settings/find-setting.ts";
import { plain } from "../settings/read-value.ts";
import { categoryOf, settingRegistry } from "../settings/registry.ts";
import { holdsFrom } from "../settings/setting-entry.ts";
import { isUnfit, showStandard, showValue } from "../settings/show-setting.ts";
import type { Command, CommandAnswer, CommandContext } from "./command.ts";

const resets: ReadonlySet<string> = new Set(["reset", "default", "默认", "恢复默认"]);
const MAX_SHOWN = 300;

/** What an organisation has set: all of it, a category, one setting, or a change to one. */
export const setting: Command = {
  name: "setting",
  words: ["设置"],
  permission: "setting.change",
  usage: "[KEY [VALUE|reset]]",
  description: {
    en: "What this organisation has set, and a change to it",
    zh: "查看或修改组织设置",
  },
  run: async (context, args) => {
    const [, typed = "", value = ""] = /^(\S*)\s*([\s\S]*)$/u.exec(args.trim()) ?? [];
    if (typed === "") return showChanged(context);
    const ofCategory = settingKeys.filter((key) => categoryOf(key) === typed.toLowerCase());
    if (ofCategory.length > 0 && value === "") return showCategory(context, ofCategory);
    const found = findSetting(typed);
    return value === "" ? showOne(context, found) : change(context, found, value.trim());
  },
};

/** What differs from the defaults, and the categories. */
async function showChanged({ scope, language }: CommandContext): Promise<CommandAnswer> {
  const stored = [...(await loadSettings(scope))].sort(([left], [right]) => left.localeCompare(right));
  const categories = [...new Set(settingKeys.map(categoryOf))].join(", ");
  const title = { en: "Set here", zh: "已设置" }[language];
  const nothing = { en: "Nothing is set: the defaults hold.", zh: "未作设置，均为默认值。" }[language];
  const how = {
    en: `/setting CATEGORY or KEY shows more, /setting KEY VALUE changes it. Categories: ${categories}.`,
    zh: `/设置 类别 或 键 查看详情，/设置 键 值 进行修改。类别：${categories}。`,
  }[language];
  const items = stored.map(([key, value]) => line(key, value));
  const list: RichText =
    items.length > 0 ? [paragraph(bold(title)), { type: "list", ordered: false, items }] : plainText(nothing);
  return [...list, paragraph(how)];
}

async function showCategory({ scope, language }: CommandContext, keys: readonly SettingKey[]): Promise<CommandAnswer> {
  const stored = await loadSettings(scope);
  const standard = { en: "default", zh: "默认" }[language];
  const items = keys.map((key) => {
    const value = stored.get(key);
    return value === undefined
      ? line(key, `${showStandard(settingRegistry[key], language)} (${standard})`)
      : line(key, value);
  });
  return [{ type: "list", ordered: false, items }];
}

async function showOne({ scope, language }: CommandContext, found: FoundSetting): Promise<CommandAnswer> {
  const { key, entry } = found;
  const value = await storedValue(scope, found);
  const standard = shortened(showStandard(entry, language));
  const unfit = { en: " (does not fit, so the default holds)", zh: "（无效，按默认值）" }[language];
  const shown = value === null ? null : `${shortened(showValue(value))}${isUnfit(entry, value) ? unfit : ""}`;
  const from = holdsFrom[entry.holdsFrom][language];
  const facts = {
    en: [
      `Now: ${shown ?? `${standard} (the default)`}`,
      ...(shown === null ? [] : [`Default: ${standard}`]),
      `It takes: ${plain(entry.fits.en)}. For example: /setting ${key} ${entry.example}`,
      `A change holds from ${from}.`,
    ],
    zh: [
      `当前：${shown ?? `${standard}（默认）`}`,
      ...(shown === null ? [] : [`默认：${standard}`]),
      `可填：${plain(entry.fits.zh)}。例如：/设置 ${key} ${entry.example}`,
      `更改自${from}起生效。`,
    ],
  }[language];
  return [paragraph(bold(key)), paragraph(plain(entry.meaning[language])), ...facts.map((fact) => paragraph(fact))];
}

async function change(context: CommandContext, found: FoundSetting, typed: string): Promise<CommandAnswer> {
  const { scope, staff, language } = context;
  const { key, entry } = found;
  if (entry.guard && !isAllowed(staff.role, entry.guard)) {
    return refuse("setting_guard", {
      en: `Your role (${staff.role}) may not change ${key}; it needs the right ${entry.guard}. Ask an administrator.`,
      zh: `您的角色（${staff.role}）无权修改 ${key}，需要权限 ${entry.guard}。请联系管理员。`,
    });
  }
  const isReset = resets.has(typed.toLowerCase());
  const done = await changeSetting(scope, { userId: staff.userId }, found, isReset ? null : typed);
  const now = shortened(done.after === null ? showStandard(entry, language) : showValue(done.after));
  const before = shortened(done.before === null ? showStandard(entry, language) : showValue(done.before));
  if (!done.isChanged) {
    return plainText({ en: `${key} is ${now} already.`, zh: `${key} 已经是 ${now}。` }[language]);
  }
  const from = holdsFrom[entry.holdsFrom][language];
  const words = {
    en: `${key} is ${now} now; it was ${before}. It holds from ${from}.`,
    zh: `${key} 已设为 ${now}（原为 ${before}），自${from}起生效。`,
  };
  return plainText(words[language]);
}

function line(key: string, value: unknown) {
  return [
    { type: "code" as const, text: key },
    { type: "text" as const, text: ` ${shortened(typeof value === "string" ? value : showValue(value))}` },
  ];
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length > MAX_SHOWN ? `${characters.slice(0, MAX_SHOWN).join("")}…` : text;
}
