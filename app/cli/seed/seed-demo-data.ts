import { ForbiddenError } from "../../../infra/errors.ts";
import { seedDemo } from "../../seed/seed-demo.ts";
import { useKnowledge } from "../knowledge/use-knowledge.ts";
import type { Report } from "../report.ts";
import type { Tool } from "../tool.ts";

export async function seedDemoData(tool: Tool): Promise<Report> {
  const { NODE_ENV } = await tool.environment();
  if (NODE_ENV === "production") throw new ForbiddenError("Nothing is seeded in production (NODE_ENV=production)");
  const { db } = await tool.database();
  const knowledge = await useKnowledge(tool);
  const org = tool.isOrgGiven ? tool.orgCode : "demo";
  const { orgId, steps } = await seedDemo({ db, knowledge, clock: tool.clock }, { org });
  const text = steps.length > 0 ? `Written into ${org}: ${steps.join(", ")}.` : `${org} has all of the demo already.`;
  return { json: { org, orgId, written: steps }, text };
}
