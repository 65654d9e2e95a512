import { InputError, NotFoundError } from "../../../infra/errors.ts";
import type { Report } from "../report.ts";
import { minute, table } from "../table.ts";
import type { Tool } from "../tool.ts";
import { useKnowledge } from "./use-knowledge.ts";

/** @throws NotFoundError when there is no such document or version. */
export async function showVersions(
  tool: Tool,
  { kb, id, show }: { kb: string; id: string; show: string | undefined },
): Promise<Report> {
  const knowledge = await useKnowledge(tool);
  const orgId = await tool.orgId();
  if (show !== undefined) {
    if (!/^\d{1,9}$/.test(show)) throw new InputError(`--show is the number of a version, not "${show}"`);
    const version = await knowledge.readVersion({ orgId, kb, id, version: Number(show) });
    if (!version) throw new NotFoundError(`There is no version ${show} of "${id}" in "${kb}".`);
    return { json: version, text: version.content };
  }
  const versions = await knowledge.versions({ orgId, kb, id });
  if (versions.length === 0) throw new NotFoundError(`There is no document "${id}" in "${kb}".`);
  const rows = versions.map(({ version, title, validFrom, validTo }) => [
    version,
    title,
    minute(validFrom),
    validTo ? minute(validTo) : "until it is replaced",
  ]);
  return { json: versions, text: table(["version", "title", "in force from", "until"], rows, "") };
}
