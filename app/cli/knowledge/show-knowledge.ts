import type { Report } from "../report.ts";
import { minute, table } from "../table.ts";
import type { Tool } from "../tool.ts";
import { showBaseSettings } from "./describe-knowledge.ts";
import { useKnowledge } from "./use-knowledge.ts";

export async function showKnowledge(tool: Tool, tag: string | undefined): Promise<Report> {
  const knowledge = await useKnowledge(tool);
  const bases = await knowledge.list(await tool.orgId(), tag);
  const overview = table(
    ["knowledge base", "for", "FAQs", "documents", "passages", "set", "what it is for"],
    bases.map(({ name, audience, faqs, documents, chunks, settings, description }) => [
      name,
      audience,
      faqs,
      documents,
      chunks,
      showBaseSettings(settings),
      description,
    ]),
    "Nothing is known yet. deskhand kb import brings it in.",
  );
  const documents = bases.flatMap((base) =>
    base.documentList.map((document) => [
      base.name,
      document.externalId,
      document.title,
      document.errorMessage ? `${document.status}: ${document.errorMessage}` : document.status,
      document.tags.join(", "),
      // A file's path is its id already.
      document.origin === document.externalId ? "" : document.origin,
      document.importedBy,
      document.chunks,
      document.version,
      minute(document.updatedAt),
    ]),
  );
  const head = ["in", "id", "title", "state", "tags", "from", "by", "passages", "version", "changed"];
  return { json: bases, text: documents.length > 0 ? `${overview}\n\n${table(head, documents, "")}` : overview };
}
