import { writeAudit } from "../../domain/control/audit-log.ts";
import { demoOrganization } from "../../domain/organisation/add-key.ts";
import { ensureOrganization, findOrganization } from "../../domain/organisation/ensure-organization.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { type HistorySize, seedHistory } from "./history/seed-history.ts";
import { knowledgeFolder, readCourses, readMaterials, readScripts, readStaff } from "./seed-data.ts";
import { seedScripts } from "./seed-scripts.ts";
import { seedStaff } from "./seed-staff.ts";
import { createSeedSteps } from "./seed-steps.ts";
import { seedCourses, seedMaterials } from "./seed-training.ts";

export interface SeedDeps {
  db: Database;
  /** The knowledge floor's import; importing the same ids again changes nothing. */
  knowledge: { importFiles(request: { orgId: string; paths: readonly string[]; kb: string }): Promise<unknown> };
  clock: Clock;
}

export interface Seeded {
  orgId: string;
  /** What was written now; empty when all of it was there. */
  steps: string[];
}

export interface WantedHistory {
  size: HistorySize;
  progress?: (what: string, done: number) => void;
}

const DEMO = { code: demoOrganization, name: "Demo Brokerage 示例证券" };
const KNOWLEDGE_BASE = "Client questions";

/**
 * Writes the demo (settings, staff, approved scripts, knowledge in Chinese and English; customers with what happened with
 * them where they are asked for) into an organisation, once: each
 * part is recorded with what it wrote, so that a start after a kill goes on where the last one ended, and what people
 * changed or removed later stays so. The organisation `demo` is made; any other must exist.
 * @throws NotFoundError when there is no such organisation.
 */
export async function seedDemo(
  deps: SeedDeps,
  { org = DEMO.code, history }: { org?: string; history?: WantedHistory } = {},
): Promise<Seeded> {
  const { db, knowledge, clock } = deps;
  const orgId =
    org === DEMO.code
      ? await ensureOrganization(db.system, DEMO.code, DEMO.name)
      : await findOrganization(db.system, org);
  const [staff, scripts] = await Promise.all([readStaff(), readScripts()]);
  const [materials, courses] = await Promise.all([readMaterials(), readCourses()]);
  const steps = createSeedSteps(db, clock, orgId);
  const ran = {
    settings: await steps.once("settings", seedSettings),
    staff: await steps.once("staff", (scope) => seedStaff(scope, staff)),
    scripts: await steps.once("scripts", (scope) => seedScripts(scope, scripts, clock.now())),
    materials: await steps.once("materials", (scope) => seedMaterials(scope, materials, clock.now())),
    courses: await steps.once("courses", (scope) => seedCourses(scope, courses, clock.now())),
    knowledge: await steps.repeatUntilDone("knowledge", async () => {
      await knowledge.importFiles({ orgId, kb: KNOWLEDGE_BASE, paths: [knowledgeFolder] });
    }),
  };
  const now = clock.now();
  const hasHistory =
    history !== undefined &&
    (await seedHistory(db, steps, { orgId, size: history.size, now }, history.progress ?? (() => undefined)));
  const written = Object.entries({ ...ran, history: hasHistory }).flatMap(([step, ranNow]) => (ranNow ? [step] : []));
  await steps.once("audit", (scope) => recordSeeding(scope, written));
  return { orgId, steps: written };
}

/** What the organisation has set itself already stays. */
async function seedSettings({ trx, orgId }: OrgScope): Promise<void> {
  const settings = { "organization.timezone": "Asia/Shanghai", "organization.language": "zh" };
  for (const [key, value] of Object.entries(settings)) {
    await trx("settings")
      .insert({
        id: newId(),
        org_id: orgId,
        key,
        value: JSON.stringify(value),
        value_type: "string",
        category: "organization",
      })
      .onConflict(["org_id", "key"])
      .ignore();
  }
}

async function recordSeeding({ trx, orgId }: OrgScope, steps: string[]): Promise<void> {
  await writeAudit(trx, {
    orgId,
    by: { actor: "job" },
    action: "demo.seed",
    resourceType: "organization",
    resourceId: orgId,
    changes: { steps },
  });
}
