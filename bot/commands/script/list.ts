import { listScripts } from "../../../domain/content/find-script.ts";
import type { Script } from "../../../domain/content/script.ts";
import { stageLabel } from "../../../domain/customers/stages.ts";
import type { Language } from "../../../domain/language/language.ts";
import { isAllowed } from "../../../domain/organisation/permissions.ts";
import { refuse } from "../../desk/refuse.ts";
import type { Button } from "../../ports/outbound-message.ts";
import { type Block, bold, paragraph, plainText } from "../../ports/rich-text.ts";
import type { ButtonAction, CommandAnswer, CommandContext } from "../command.ts";
import { approveScriptVersion, textsOf } from "./decide.ts";

const LISTED = 50;
/** Shown in full, each with its button: as many as fit under one message everywhere. */
const TO_READ = 5;

/** What waits for approval, in full, and the codes that are in use. */
export async function list({ scope, staff, language }: CommandContext): Promise<CommandAnswer> {
  const { waiting, inUse } = await listScripts(scope, LISTED);
  if (waiting.length === 0 && inUse.length === 0) {
    const none = {
      en: "There are no scripts. /script add TEXT proposes one.",
      zh: "暂无话术。可用 /script add 内容 提交。",
    };
    return plainText(none[language]);
  }
  const zh = language === "zh";
  const content: Block[] = [];
  const buttons: Button[][] = [];
  if (waiting.length > 0)
    content.push(paragraph(bold(zh ? `待审批（${waiting.length}）` : `Waiting (${waiting.length})`)));
  for (const script of waiting.slice(0, TO_READ)) {
    const by = script.author === null ? "" : ` · ${script.author}`;
    content.push(paragraph(`${lineOf(script, language)} · v${script.version}${by}`), ...textsOf(script));
    if (!isAllowed(staff.role, "script.approve") || script.createdBy === staff.userId) continue;
    buttons.push([
      { id: `script_approve:${script.id}`, label: zh ? `批准 ${script.scriptCode}` : `Approve ${script.scriptCode}` },
    ]);
  }
  if (waiting.length > TO_READ) content.push(codes(waiting.slice(TO_READ), language));
  if (inUse.length > 0) {
    content.push(
      paragraph(bold(zh ? `使用中（${inUse.length}）` : `In use (${inUse.length})`)),
      codes(inUse, language),
    );
  }
  return { say: content, ...(buttons.length > 0 ? { buttons } : {}), to: "asker" };
}

/** Under a waiting script: puts that version into force, unless a newer one waits by now. */
export const scriptApprove: ButtonAction = {
  name: "script_approve",
  permission: "script.approve",
  run: async (context, id) => {
    const { trx, orgId } = context.scope;
    const row = /^[0-9a-f-]{36}$/.test(id)
      ? await trx("scripts").where({ org_id: orgId, id, status: "pending" }).first("id")
      : undefined;
    if (!row) {
      return refuse("script_not_waiting", {
        en: "This version does not wait any more. /script list shows what does.",
        zh: "此版本已无需审批。发送 /script list 查看待审内容。",
      });
    }
    return approveScriptVersion(context, id);
  },
};

function codes(scripts: readonly Script[], language: Language): Block {
  return {
    type: "list",
    ordered: false,
    items: scripts.map((script) => [{ type: "text", text: lineOf(script, language) }]),
  };
}

function lineOf({ scriptCode, category, scenario, stages }: Script, language: Language): string {
  const forStages = stages.map((stage) => stageLabel(stage, language)).join("/");
  return [scriptCode, category, scenario, forStages].filter(Boolean).join(" · ");
}
