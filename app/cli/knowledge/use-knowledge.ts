import type { Knowledge } from "../../../knowledge/index.ts";
import { openKnowledge } from "../../open-knowledge.ts";
import type { Tool } from "../tool.ts";

/** The knowledge floor as the product has it, closed when the command ends. */
export async function useKnowledge(tool: Tool): Promise<Knowledge> {
  const { db } = await tool.database();
  const knowledge = await openKnowledge({
    environment: await tool.environment(),
    db,
    clock: tool.clock,
    log: await tool.log(),
  });
  tool.closeAtEnd(() => knowledge.close());
  return knowledge;
}
