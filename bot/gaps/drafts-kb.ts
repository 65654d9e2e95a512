import { z } from "zod";
import { defineSetting, readSetting, type Settings } from "../../domain/organisation/settings/setting.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { listKnowledgeBases } from "../../knowledge/index.ts";

/** Where FAQs that were drafted from gaps go; not set: the first public knowledge base. */
export const draftsKb = defineSetting("answers.drafts_kb", z.string().trim().min(1).max(100).nullable(), null);

/** The knowledge base that drafts go to: public, since customers are to be answered from it. Null where there is none. */
export async function findDraftsKb(scope: OrgScope, settings: Settings): Promise<{ id: string; name: string } | null> {
  const wanted = readSetting(settings, draftsKb);
  const bases = (await listKnowledgeBases(scope)).filter(({ audience }) => audience === "public");
  return (wanted === null ? bases[0] : bases.find(({ name }) => name === wanted)) ?? null;
}
