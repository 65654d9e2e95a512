import { findLatestVersion } from "../../../domain/content/find-script.ts";
import { lockScripts, saveScriptVersion } from "../../../domain/content/save-script.ts";
import { type Script, type ScriptWords, wordsOfScript } from "../../../domain/content/script.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { claimsInScript } from "../../conduct/claims-in-script.ts";
import { readRules } from "../../converse/organisation-rules.ts";
import { refuse } from "../../desk/refuse.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { CommandAnswer, CommandContext } from "../command.ts";
import { askApprovers } from "./ask-approvers.ts";
import { readTypedScript } from "./read-text.ts";
import { unknownScript } from "./unknown-script.ts";

/** Proposes a new script; it waits for another person's approval. */
export async function addScript(context: CommandContext, typed: string): Promise<CommandAnswer> {
  const { contentCn = null, contentEn = null, ...marks } = readTypedScript(typed, context.language);
  if (contentCn === null && contentEn === null) return refuse("empty", noText);
  const words: ScriptWords = {
    category: "general",
    subcategory: null,
    scenario: null,
    level: null,
    purpose: null,
    followUp: [],
    tags: [],
    stages: [],
    isActive: true,
    validFrom: null,
    validTo: null,
    ...marks,
    contentCn,
    contentEn,
  };
  return save(context, null, words);
}

/** Proposes other words for a script: the language they are in is replaced, everything else stays. */
export async function editScript(context: CommandContext, code: string, typed: string): Promise<CommandAnswer> {
  await lockScripts(context.scope);
  const latest = await findLatestVersion(context.scope, code);
  if (!latest) return unknownScript(code);
  const changes = readTypedScript(typed, context.language);
  if (Object.keys(changes).length === 0) return refuse("empty", noText);
  const words = { ...wordsOfScript(latest), ...changes };
  // The end of a version that was retired is not the end of what replaces it.
  const validTo = words.validTo !== null && words.validTo > context.deps.clock.now() ? words.validTo : null;
  return save(context, latest, { ...words, validTo });
}

async function save(context: CommandContext, of: Script | null, words: ScriptWords): Promise<CommandAnswer> {
  const { scope, staff, language } = context;
  await lockScripts(scope);
  const { claims } = readRules(await loadSettings(scope));
  const findClaims = (said: ScriptWords) => claimsInScript(said, claims);
  const script = { code: of?.scriptCode ?? null, words, authorId: staff.userId };
  const { change, version } = await saveScriptVersion(scope, { userId: staff.userId }, script, null, findClaims);
  const { scriptCode: code } = version;
  if (change === "unchanged") {
    return plainText({ en: `${code} says this already.`, zh: `${code} 已是此内容。` }[language]);
  }
  const found = findClaims(words).join(", ");
  const warning = { en: ` It cannot be approved as it is: ${found}.`, zh: `当前内容无法通过审批：${found}。` }[
    language
  ];
  const inForce = of?.status === "approved" || (await isInForce(context, code));
  // What nobody can approve is the author's to change first.
  if (found === "") await askApprovers(context, version, inForce);
  const until = {
    en: inForce ? " Until then the approved version stays in force." : "",
    zh: inForce ? "在此之前继续使用已批准的版本。" : "",
  };
  const words_ = {
    en: `Kept as ${code} v${version.version}. It waits for somebody else's approval: /script approve ${code}.${until.en}`,
    zh: `已保存为 ${code} v${version.version}，等待他人审批：/script approve ${code}。${until.zh}`,
  };
  return plainText(`${words_[language]}${found ? warning : ""}`);
}

async function isInForce({ scope }: CommandContext, code: string): Promise<boolean> {
  const row = await scope
    .trx("scripts")
    .where({ org_id: scope.orgId, script_code: code, status: "approved" })
    .first("id");
  return row !== undefined;
}

const noText = {
  en: "What should it say? /script add TEXT, or 中文 || English for both languages.",
  zh: "话术内容是什么？/script add 内容；中英双语请写：中文 || English。",
};
