import { withProgress } from "../progress.ts";
import type { Report } from "../report.ts";
import { fields } from "../table.ts";
import type { Tool } from "../tool.ts";
import { auditKnowledge } from "./audit-knowledge.ts";
import { findKb } from "./find-kb.ts";
import { useKnowledge } from "./use-knowledge.ts";

export async function reindexKnowledge(tool: Tool, kb: string | undefined): Promise<Report> {
  const kbId = kb === undefined ? null : await findKb(tool, kb);
  const knowledge = await useKnowledge(tool);
  const orgId = await tool.orgId();
  const result = await withProgress("vectors", (onProgress) =>
    knowledge.reindex({ orgId, ...(kb === undefined ? {} : { kb }), onProgress }),
  );
  await auditKnowledge(tool, "knowledge.reindex", kbId, { ...result });
  const shown = { "knowledge bases": result.knowledgeBases.join(", "), "vectors made": result.vectorsMade };
  return { json: result, text: fields(shown) };
}
