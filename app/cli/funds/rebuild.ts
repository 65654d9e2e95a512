import { rebuildFunnel } from "../../../domain/funds/rebuild-funnel.ts";
import { withProgress } from "../progress.ts";
import type { Report } from "../report.ts";
import { fields } from "../table.ts";
import type { Tool } from "../tool.ts";

/** Works out the funnel tables again and says how much differed. */
export async function rebuildTool(tool: Tool): Promise<Report> {
  const { db } = await tool.database();
  const orgId = await tool.orgId();
  const rebuilt = await withProgress("customers", (progress) =>
    rebuildFunnel(db, orgId, (done) => progress(done, done)),
  );
  return { json: rebuilt, text: fields({ customers: rebuilt.customers, "rows changed": rebuilt.changed }) };
}
