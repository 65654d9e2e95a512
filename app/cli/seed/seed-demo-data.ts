import { ForbiddenError } from "../../../infra/errors.ts";
import { type HistorySize, historySizes } from "../../seed/history/seed-history.ts";
import { seedDemo } from "../../seed/seed-demo.ts";
import { useKnowledge } from "../knowledge/use-knowledge.ts";
import { withProgress } from "../progress.ts";
import type { Report } from "../report.ts";
import type { Tool } from "../tool.ts";

export async function seedDemoData(tool: Tool, size?: HistorySize): Promise<Report> {
  const { NODE_ENV } = await tool.environment();
  if (NODE_ENV === "production") throw new ForbiddenError("Nothing is seeded in production (NODE_ENV=production)");
  const { db } = await tool.database();
  const knowledge = await useKnowledge(tool);
  const org = tool.isOrgGiven ? tool.orgCode : "demo";
  const { orgId, steps } = await withProgress("rows of the demo", (progress) =>
    seedDemo(
      { db, knowledge, clock: tool.clock },
      {
        org,
        ...(size ? { history: { size, progress: (_, done) => progress(done, historySizes[size].customers) } } : {}),
      },
    ),
  );
  const text = steps.length > 0 ? `Written into ${org}: ${steps.join(", ")}.` : `${org} has all of the demo already.`;
  return { json: { org, orgId, written: steps }, text };
}
