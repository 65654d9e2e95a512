import type { Report } from "../report.ts";
import { minute, table } from "../table.ts";
import type { Tool } from "../tool.ts";
import { useKnowledge } from "./use-knowledge.ts";

export async function showKnowledge(tool: Tool): Promise<Report> {
  const knowledge = await useKnowledge(tool);
  const bases = await knowledge.list(await tool.orgId());
  const overview = table(
    ["knowledge base", "for", "FAQs", "documents", "passages"],
    bases.map(({ name, audience, faqs, documents, chunks }) => [name, audience, faqs, documents, chunks]),
    "Nothing is known yet. deskhand kb import brings it in.",
  );
  const documents = bases.flatMap((base) =>
    base.documentList.map((document) => [
      base.name,
      document.externalId,
      document.title,
      document.errorMessage ? `${document.status}: ${document.errorMessage}` : document.status,
      document.chunks,
      document.version,
      minute(document.updatedAt),
    ]),
  );
  const head = ["in", "id", "title", "state", "passages", "version", "changed"];
  return { json: bases, text: documents.length > 0 ? `${overview}\n\n${table(head, documents, "")}` : overview };
}
