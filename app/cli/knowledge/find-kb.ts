import { NotFoundError } from "../../../infra/errors.ts";
import { findKnowledgeBase } from "../../../knowledge/store/knowledge-bases.ts";
import type { Tool } from "../tool.ts";

/** The id of a knowledge base. @throws NotFoundError: a mistyped name would otherwise look like knowing nothing. */
export async function findKb(tool: Tool, name: string): Promise<string> {
  const id = await tool.inOrganization((scope) => findKnowledgeBase(scope, name));
  if (id === null)
    throw new NotFoundError(`There is no knowledge base "${name}". deskhand kb list shows those there are.`);
  return id;
}
