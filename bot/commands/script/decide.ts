import { approveVersion } from "../../../domain/content/approve-script.ts";
import { findLatestVersion } from "../../../domain/content/find-script.ts";
import { rejectVersion } from "../../../domain/content/reject-script.ts";
import { retireScript } from "../../../domain/content/retire-script.ts";
import { lockScripts } from "../../../domain/content/save-script.ts";
import { Script, type ScriptWords, wordsOfScript } from "../../../domain/content/script.ts";
import { maskedStart } from "../../../domain/content/secrets/masked-excerpt.ts";
import type { Language } from "../../../domain/language/language.ts";
import { isAllowed } from "../../../domain/organisation/permissions.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { User } from "../../../domain/organisation/user.ts";
import { claimsInScript } from "../../conduct/claims-in-script.ts";
import { readRules } from "../../converse/organisation-rules.ts";
import { refuse } from "../../desk/refuse.ts";
import { tellPerson } from "../../desk/tell-person.ts";
import { paragraph, plainText, quote } from "../../ports/rich-text.ts";
import type { CommandAnswer, CommandContext } from "../command.ts";
import { unknownScript } from "./unknown-script.ts";

/** Puts the waiting version of a code into force: the newest, whichever that is. */
export async function approveScript(context: CommandContext, code: string): Promise<CommandAnswer> {
  await lockScripts(context.scope);
  const script = await findLatestVersion(context.scope, code);
  return script ? putIntoForce(context, script) : unknownScript(code);
}

/** Puts one version into force, the one whose words were seen; not a newer one that replaced it. */
export async function approveScriptVersion(context: CommandContext, scriptId: string): Promise<CommandAnswer> {
  await lockScripts(context.scope);
  return putIntoForce(context, await versionOf(context, scriptId));
}

async function putIntoForce(context: CommandContext, script: Script): Promise<CommandAnswer> {
  const { scope, staff, deps, language } = context;
  const name = nameOfDecidable(script, staff.userId);
  const { claims } = readRules(await loadSettings(scope));
  const findClaims = (words: ScriptWords) => claimsInScript(words, claims);
  refuseClaims(name, findClaims(wordsOfScript(script)));
  const approval = { userId: staff.userId, at: deps.clock.now() };
  await approveVersion(scope, { userId: staff.userId }, script, approval, findClaims);
  const told = { en: `${name} is approved and in force.`, zh: `${name} 已批准并生效。` };
  await tellAuthor(context, script, told);
  return [paragraph(told[language]), ...textsOf(script)];
}

async function versionOf({ scope }: CommandContext, scriptId: string): Promise<Script> {
  return Script.query(scope.trx).findOne({ orgId: scope.orgId, id: scriptId }).throwIfNotFound();
}

/** Ends the wait of a version; its author is told why. What is in force stays so. */
export async function rejectScript(context: CommandContext, scriptId: string, reason: string): Promise<CommandAnswer> {
  const { scope, staff, deps, language } = context;
  const why = maskedStart(reason, 1_000);
  if (why === "") {
    return refuse("script_reject_reason", {
      en: "Say why: the author is shown the reason. For example: /reject 12 The fee is out of date.",
      zh: "请说明原因，提交人会看到。例如：/reject 12 费用已过时。",
    });
  }
  await lockScripts(scope);
  const script = await versionOf(context, scriptId);
  const name = nameOfDecidable(script, staff.userId);
  await rejectVersion(scope, script, { userId: staff.userId, at: deps.clock.now(), reason: why });
  const told = {
    en: `${name} was rejected by ${staff.name}. Reason: ${why}`,
    zh: `${name} 已被 ${staff.name} 驳回。原因：${why}`,
  };
  await tellAuthor(context, script, told);
  return plainText(told[language]);
}

/** The name of a version that this person may decide on. */
function nameOfDecidable({ scriptCode, version, status, createdBy }: Script, userId: string): string {
  const name = `${scriptCode} v${version}`;
  if (status !== "pending" && status !== "draft") {
    return refuse("script_not_waiting", { en: `${name} does not wait for approval.`, zh: `${name} 无需审批。` });
  }
  if (createdBy === userId) {
    return refuse("own_approval", {
      en: `You wrote ${name}: another person must decide on it. /script retire ${scriptCode} takes it back.`,
      zh: `${name} 由您撰写，须由他人审批。可用 /script retire ${scriptCode} 撤回。`,
    });
  }
  return name;
}

/** Ends a script at once. Who may not approve scripts can only take back their own words that wait. */
export async function retire(context: CommandContext, code: string): Promise<CommandAnswer> {
  const { scope, staff, deps, language } = context;
  await lockScripts(scope);
  const latest = await findLatestVersion(scope, code);
  if (!latest) return unknownScript(code);
  const mayEnd = isAllowed(staff.role, "script.approve");
  const own = { status: "pending" as const, createdBy: staff.userId };
  const by = { userId: staff.userId, at: deps.clock.now() };
  const ended = await retireScript(scope, latest.scriptCode, by, mayEnd ? {} : own);
  const [first] = ended;
  if (!first) return mayEnd ? notInUse(latest.scriptCode) : notYours(staff.role, latest.scriptCode);
  const told = {
    en: `${first.scriptCode} is retired: nobody can send it from now on.`,
    zh: `${first.scriptCode} 已停用，即刻起无法发送。`,
  };
  for (const version of ended) await tellAuthor(context, version, told);
  return plainText(told[language]);
}

/** What a version says, in each of its languages. */
export function textsOf({ contentCn, contentEn }: Pick<Script, "contentCn" | "contentEn">) {
  return [contentCn, contentEn].flatMap((text) => (text === null ? [] : [quote(text)]));
}

function refuseClaims(name: string, words: string[]): void {
  if (words.length === 0) return;
  refuse("prohibited_claim", {
    en: `${name} is not approved: it would be held on its way to a customer for “${words.join("”, “")}”. /script edit changes it.`,
    zh: `${name} 未获批准：以下内容会在发送时被拦截：“${words.join("”、“")}”。请用 /script edit 修改。`,
  });
}

async function tellAuthor(context: CommandContext, script: Script, words: Record<Language, string>): Promise<void> {
  const { scope, staff, deps, receipt } = context;
  if (!script.createdBy || script.createdBy === staff.userId) return;
  const user = await User.query(scope.trx).findOne({ orgId: scope.orgId, id: script.createdBy, status: "active" });
  if (!user) return;
  const about = { type: "script_decided", resourceType: "script", resourceId: script.id };
  await tellPerson(scope, deps.channels, { user, words, about, receipt });
}

function notInUse(code: string): never {
  return refuse("script_not_in_use", { en: `${code} is not in use.`, zh: `${code} 未在使用。` });
}

function notYours(role: string, code: string): never {
  return refuse("script_retire", {
    en: `Your role (${role}) can only take back its own words that wait for approval; ${code} is not among them.`,
    zh: `您的角色（${role}）只能撤回自己提交的待审话术；${code} 不在其中。`,
  });
}
