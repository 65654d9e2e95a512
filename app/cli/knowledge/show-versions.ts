import { InputError, NotFoundError } from "../../../infra/errors.ts";
import type { Report } from "../report.ts";
import { minute, table } from "../table.ts";
import type { Tool } from "../tool.ts";
import { useKnowledge } from "./use-knowledge.ts";

/** Of a document, or else of an FAQ. @throws NotFoundError when there is no such one or version. */
export async function showVersions(
  tool: Tool,
  { kb, id, show }: { kb: string; id: string; show: string | undefined },
): Promise<Report> {
  const knowledge = await useKnowledge(tool);
  const orgId = await tool.orgId();
  if (show !== undefined) {
    if (!/^\d{1,9}$/.test(show)) throw new InputError(`--show is the number of a version, not "${show}"`);
    const which = { orgId, kb, id, version: Number(show) };
    const document = await knowledge.readVersion(which);
    if (document) return { json: document, text: document.content };
    const faq = await knowledge.readFaqVersion(which);
    if (!faq) throw new NotFoundError(`There is no version ${show} of "${id}" in "${kb}".`);
    return { json: faq, text: [[faq.question, ...faq.alts].join("\n"), faq.answer].join("\n\n") };
  }
  const documents = await knowledge.versions({ orgId, kb, id });
  if (documents.length > 0) {
    const rows = documents.map((each) => [each.version, each.title, ...inForce(each)]);
    return { json: documents, text: table(["version", "title", ...IN_FORCE], rows, "") };
  }
  const faqs = await knowledge.faqVersions({ orgId, kb, id });
  if (faqs.length === 0) throw new NotFoundError(`There is no document or FAQ "${id}" in "${kb}".`);
  const rows = faqs.map((each) => [each.version, each.question, ...inForce(each), originOf(each), each.by]);
  return { json: faqs, text: table(["version", "question", ...IN_FORCE, "from", "by"], rows, "") };
}

const IN_FORCE = ["in force from", "until"];

function inForce({ validFrom, validTo }: { validFrom: Date; validTo: Date | null }): string[] {
  return [minute(validFrom), validTo ? minute(validTo) : "until it is replaced"];
}

function originOf({ source, origin }: { source: "import" | "gap"; origin: string | null }): string {
  return source === "gap" && origin === null ? "a draft from /gaps, approved" : (origin ?? "an import");
}
