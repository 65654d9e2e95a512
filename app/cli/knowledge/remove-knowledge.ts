import { InputError, NotFoundError } from "../../../infra/errors.ts";
import type { Report } from "../report.ts";
import { fields } from "../table.ts";
import type { Tool } from "../tool.ts";
import { auditKnowledge } from "./audit-knowledge.ts";
import { findKb } from "./find-kb.ts";
import { useKnowledge } from "./use-knowledge.ts";

export async function removeKnowledge(
  tool: Tool,
  { ids, name, defaultName }: { ids: string[]; name: string | undefined; defaultName: string },
): Promise<Report> {
  if (ids.length === 0 && name === undefined) {
    throw new InputError("Say which ids to remove, or with --kb which knowledge base, whole");
  }
  const kb = name ?? defaultName;
  const kbId = await findKb(tool, kb);
  const knowledge = await useKnowledge(tool);
  const removed = await knowledge.remove({ orgId: await tool.orgId(), kb, ...(ids.length > 0 ? { ids } : {}) });
  if (ids.length > 0 && removed.faqs + removed.documents === 0) {
    throw new NotFoundError(`Nothing in the knowledge base "${kb}" has the id ${ids.join(" or ")}`);
  }
  await auditKnowledge(tool, "knowledge.remove", kbId, { kb, ids: ids.length > 0 ? ids : "all", ...removed });
  return {
    json: { kb, ...removed },
    text: fields({ "knowledge base": kb, "FAQs removed": removed.faqs, "documents removed": removed.documents }),
  };
}
