import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureOrganization } from "../domain/organisation/ensure-organization.ts";
import { systemClock } from "../infra/clock.ts";
import { connectDatabase, type Database } from "../infra/db/connect.ts";
import { newId } from "../infra/ids.ts";
import { silentLog } from "../infra/log/log.ts";
import { MIGRATED_TEMPLATE } from "../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../tests/support/test-database.ts";
import { createKnowledge } from "./index.ts";
import { createEmbeddedVectorStore } from "./ports/embedded-vector-store.ts";
import { createHashedEmbedder } from "./ports/hashed-embedder.ts";
import { createPackedTextIndex } from "./ports/packed-text-index.ts";

let database: TestDatabase;
let db: Database;
let server: Server;
let site: string;
const pages: Record<string, string> = {
  "/fees": "<title>Fees</title><h1>Fees</h1><p>A withdrawal costs 5 USD.</p>",
  "/hours": "<h1>Hours</h1><p>The office is open from 9 to 18.</p>",
};

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url);
  server = createServer((request, response) => {
    const url = request.url ?? "";
    const urls = ["/fees", "/gone", "/hours"].map((path) => `<url><loc>${site}${path}</loc></url>`);
    const body = url === "/sitemap.xml" ? `<urlset>${urls.join("")}</urlset>` : pages[url];
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "text/html" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  site = `http://help.example:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await db.close();
  await database.drop();
});

it("imports the pages of a sitemap with progress, cites their addresses, and lists the one that failed", async () => {
  const orgId = await ensureOrganization(db.system, `org-${newId().slice(-12)}`, "Test");
  const knowledge = createKnowledge({
    db,
    embedder: createHashedEmbedder(),
    vectorStore: createEmbeddedVectorStore(),
    textIndex: createPackedTextIndex(),
    model: null,
    clock: systemClock,
    log: silentLog,
    web: { resolveName: async () => [{ address: "127.0.0.1", family: 4 }], isAllowed: () => true },
  });
  const done: string[] = [];
  const bring = () =>
    knowledge.importFiles({
      orgId,
      kb: "default",
      paths: [`${site}/sitemap.xml`],
      onProgress: ({ filesDone, filesTotal }) => done.push(`${filesDone}/${filesTotal}`),
    });
  expect((await bring()).documents).toEqual({ created: 2, updated: 0, unchanged: 0 });
  expect([...new Set(done)]).toEqual(["0/3", "1/3", "2/3", "3/3"]);
  const answer = await knowledge.answer({ orgId, question: "What does a withdrawal cost?", language: "en" });
  expect(answer.sources).toMatchObject([{ id: `${site}/fees`, url: `${site}/fees`, title: "Fees" }]);
  const [base] = await knowledge.list(orgId);
  expect(base?.documentList.map(({ externalId, fileType, status }) => [externalId, fileType, status])).toEqual([
    [`${site}/gone`, "url", "failed"],
    [`${site}/fees`, "url", "completed"],
    [`${site}/hours`, "url", "completed"],
  ]);
  pages["/fees"] = "<title>Fees</title><h1>Fees</h1><p>A withdrawal costs 8 USD.</p>";
  expect((await bring()).documents).toEqual({ created: 0, updated: 1, unchanged: 1 });
  await knowledge.close();
});
