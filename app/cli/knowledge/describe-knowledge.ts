import { z } from "zod";
import { InputError } from "../../../infra/errors.ts";
import { describeBase, parseBaseSettings, saveBaseSettings } from "../../../knowledge/store/base-settings.ts";
import type { Report } from "../report.ts";
import type { Tool } from "../tool.ts";
import { auditKnowledge } from "./audit-knowledge.ts";
import { findKb } from "./find-kb.ts";

const Description = z.string().trim().max(300);

/** Says what a knowledge base is for; an empty text takes that away. @throws NotFoundError, InputError */
export async function describeKnowledge(tool: Tool, kb: string, text: string): Promise<Report> {
  const read = Description.safeParse(text);
  if (!read.success) throw new InputError("A description has at most 300 characters");
  const kbId = await findKb(tool, kb);
  const description = read.data === "" ? null : read.data;
  await tool.inOrganization((scope) => describeBase(scope, kbId, description));
  await auditKnowledge(tool, "knowledge.set", kbId, { kb, description });
  return { json: { kb, description }, text: description === null ? `${kb}: no description` : `${kb}: ${description}` };
}

/** Sets how a knowledge base answers. @throws NotFoundError, InputError */
export async function setKnowledge(tool: Tool, kb: string, words: readonly string[]): Promise<Report> {
  const wanted = parseBaseSettings(words);
  const kbId = await findKb(tool, kb);
  const settings = await tool.inOrganization((scope) => saveBaseSettings(scope, kbId, wanted));
  await auditKnowledge(tool, "knowledge.set", kbId, { kb, settings: wanted });
  return { json: { kb, settings }, text: `${kb}: ${showBaseSettings(settings) || "as everywhere"}` };
}

/** As it is written: `threshold=0.7 language=zh`. */
export function showBaseSettings(settings: Readonly<Record<string, unknown>>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}`)
    .join(" ");
}
