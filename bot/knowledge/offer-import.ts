import { isAllowed } from "../../domain/organisation/permissions.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { storedJson } from "../../infra/db/stored-text.ts";
import { newId } from "../../infra/ids.ts";
import { isImportable } from "../../knowledge/index.ts";
import { listKnowledgeBases } from "../../knowledge/store/knowledge-bases.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { answerCommand } from "../commands/answer-command.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import type { Staff } from "../converse/resolve-staff.ts";
import { finishReceipt } from "../converse/settle-receipt.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";
import { paragraph } from "../ports/rich-text.ts";

/** As many as a card takes everywhere. */
const MAX_BASES = 5;
const MAX_LABEL = 40;
const FIRST_BASE = "default";

/**
 * Offers to import files that somebody posted where staff are, outside of every conversation: a button for each knowledge
 * base. False where it is nothing for the knowledge, or not from somebody who may: then nothing happens.
 */
export async function offerImport(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: MessageEvent,
  staff: Staff,
): Promise<boolean> {
  const files = event.attachments.filter(({ ref, name }) => ref && name && isImportable(name));
  if (files.length === 0 || !isAllowed(staff.role, "knowledge.import") || !channel.adapter.fetchFile) return false;
  const language = staff.language ?? channel.adapter.capabilities.language ?? "en";
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const id = newId();
    const bases = await basesOf(scope);
    const { trx, orgId } = scope;
    await trx("knowledge_imports").insert({
      id,
      org_id: orgId,
      channel_id: channel.id,
      posted_by: staff.userId,
      files: JSON.stringify(storedJson(files)),
      bases,
    });
    const names = files.map(({ name }) => `📎 ${name}`).join("\n");
    const say = [
      paragraph(names),
      paragraph(
        {
          en: "Import into the knowledge base? Answers are then given from it at once.",
          zh: "是否导入知识库？导入后将立即用于回答。",
        }[language],
      ),
    ];
    const buttons = bases.map((name, index) => [
      { id: `kb_import:${id}:${index}`, label: [...name].slice(0, MAX_LABEL).join("") },
    ]);
    await answerCommand({ scope, channel, language }, event, { say, buttons, to: "here" }, "import: offered");
    if (receipt) await finishReceipt(scope, channel, receipt, { status: "done", outcome: "import: offered" });
  });
  return true;
}

async function basesOf(scope: OrgScope): Promise<string[]> {
  const names = (await listKnowledgeBases(scope)).map(({ name }) => name).slice(0, MAX_BASES);
  return names.length > 0 ? names : [FIRST_BASE];
}
