import { openKnowledge } from "../../app/open-knowledge.ts";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { systemClock } from "../../infra/clock.ts";
import { parseEnvironment } from "../../infra/config/environment.ts";
import { connectDatabase } from "../../infra/db/connect.ts";
import { openEmbeddedPostgres } from "../../infra/embedded-postgres/open-embedded-postgres.ts";
import { silentLog } from "../../infra/log/log.ts";
import { benchFaqs } from "./faqs.ts";
import type { Figure } from "./figures.ts";
import { percentiles } from "./percentiles.ts";

/** From a question to the approved answer, one after the other, with no model and no other work. */
export async function measureRetrieval(dataDir: string): Promise<Figure[]> {
  const postgres = await openEmbeddedPostgres({ dataDir, role: "tool", log: silentLog });
  const db = connectDatabase(postgres.url);
  const knowledge = await openKnowledge({ environment: parseEnvironment({}), db, clock: systemClock, log: silentLog });
  try {
    const orgId = await findOrganization(db.system, "default");
    const ask = async (question: string) => {
      const started = performance.now();
      const { kind } = await knowledge.answer({ orgId, question, language: "en", context: [] });
      return { ms: performance.now() - started, kind };
    };
    const first = await ask(benchFaqs[0]?.question ?? "");
    const asked = [];
    const started = performance.now();
    for (let index = 0; index < 300; index++) asked.push(await ask(benchFaqs[(index * 7) % 1_000]?.question ?? ""));
    const seconds = (performance.now() - started) / 1000;
    const failed = asked.filter(({ kind }) => kind !== "answer").length;
    return [
      {
        name: "retrieval, first question",
        count: 1,
        failed: 0,
        perSecond: 1000 / first.ms,
        ...percentiles([first.ms]),
      },
      {
        name: "retrieval, 1,000 FAQs",
        count: asked.length,
        failed,
        perSecond: asked.length / seconds,
        ...percentiles(asked.map(({ ms }) => ms)),
      },
    ];
  } finally {
    await knowledge.close();
    await db.close();
    await postgres.close();
  }
}
