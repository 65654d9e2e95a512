import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openKnowledge } from "../../app/open-knowledge.ts";
import { ensureOrganization, findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { systemClock } from "../../infra/clock.ts";
import { parseEnvironment } from "../../infra/config/environment.ts";
import { connectDatabase } from "../../infra/db/connect.ts";
import { migrate } from "../../infra/db/migrate.ts";
import { silentLog } from "../../infra/log/log.ts";
import { brokerFaqs } from "./faqs.ts";

/** Makes an empty database one in which the organisation `default` knows these FAQs. */
export async function prepareDesk(ownerUrl: string, faqs: readonly object[] = brokerFaqs): Promise<void> {
  await migrate(ownerUrl);
  const db = connectDatabase(ownerUrl);
  await ensureOrganization(db.system, "default", "Default organisation");
  const knowledge = await openKnowledge({ environment: parseEnvironment({}), db, clock: systemClock, log: silentLog });
  const file = join(await mkdtemp(join(tmpdir(), "deskhand-faqs-")), "faqs.jsonl");
  await writeFile(file, faqs.map((faq) => JSON.stringify(faq)).join("\n"));
  await knowledge.importFiles({ orgId: await findOrganization(db.system, "default"), paths: [file], kb: "default" });
  await knowledge.close();
  await db.close();
}
