import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTasks, crontab } from "../../app/tasks.ts";
import { commands } from "../../bot/commands/registry.ts";
import { writeAudit } from "../../domain/control/audit-log.ts";
import { connectOwner } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { silentLog } from "../../infra/log/log.ts";
import { createExclusive } from "../../infra/queue/exclusive.ts";
import { type ApiClient, fetchDocument, openApiClient } from "../support/api-client.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { addActiveWorkflow } from "../support/workflow-rows.ts";
import { commandDrives } from "./commands.ts";
import type { ScaleDesk } from "./drive.ts";
import { createMeasure, type Measure } from "./measure.ts";
import { openScaleDesk } from "./open-scale-desk.ts";
import { printMeasured } from "./report.ts";
import { unreviewed } from "./reviewed.ts";
import { routeDrives } from "./routes.ts";
import { seedScale } from "./seed/seed-scale.ts";
import { watchStatements } from "./statement-log.ts";

// At the size of `npm run scale`, or at a fiftieth of it.
const size = {
  seed: Number(process.env["SCALE_SEED"] ?? 1),
  messages: Number(process.env["SCALE_MESSAGES"] ?? 20_000),
  customers: Number(process.env["SCALE_CUSTOMERS"] ?? 2_000),
};
const isWhole = process.env["SCALE_MESSAGES"] !== undefined;

/** A table of more rows is large: a hundredth of the messages. */
const LARGE = Math.max(1_000, size.messages / 100);
const isTold = isWhole || process.env["SCALE_SAY"] !== undefined;
const say = (line: string) => void (isTold && process.stdout.write(`${line}\n`));

/** What begins workflows, each of one. */
const beginnings = [
  { type: "webhook" },
  { type: "new_lead" },
  { type: "tag_change", tag: "VIP" },
  { type: "stage_change", to: ["closed"] },
];

let database: TestDatabase;
let desk: ScaleDesk;
let api: ApiClient;
let measure: Measure;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  const started = performance.now();
  const until = new Date();
  until.setUTCMinutes(0, 0, 0);
  await seedScale(database.url, { ...size, years: 3, until }, say);
  say(`seeded in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  if (!isWhole) await planAsIfLarge(database.url);
  const log = await watchStatements(database.url);
  desk = await openScaleDesk(database.url);
  api = await openApiClient(desk);
  for (const trigger of beginnings) {
    await addActiveWorkflow(desk.product.db, { orgId: desk.orgId, name: trigger.type, trigger });
  }
  measure = await createMeasure(database.url, log, { large: LARGE, say });
  await log.read(() => undefined);
}, 900_000);

afterAll(async () => {
  if (measure) printMeasured(measure.done, isTold);
  await desk?.close();
  await database?.drop();
});

describe("on a large database", () => {
  it("asks every command of staff that there is", () => {
    const asked = new Set(commandDrives.map(({ name }) => name));
    expect(commands.map(({ name }) => `/${name}`).filter((name) => !asked.has(name))).toEqual([]);
  });

  it("sees what reads a large table whole", async () => {
    const bad = "SELECT count(*) FROM customers WHERE name LIKE '%a%b%c%'";
    await measure.run(
      "by hand",
      () => desk.product.db.system.raw(bad),
      async () => undefined,
    );
    const [found] = measure.done;
    expect(found?.reads.map(({ table, statement }) => ({ table, statement }))).toContainEqual({
      table: "customers",
      statement: bad,
    });
  });

  it("asks every operation of the programming interface that there is", async () => {
    const { paths } = await fetchDocument(desk.url);
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
    const asked = new Set(Object.keys(routeDrives).map((name) => name.split(" ")[0]));
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual([...asked].sort());
  });

  it("reads no large table whole for a command", async () => {
    for (const { name, run } of commandDrives)
      await measure.run(
        name,
        () => run(desk),
        () => desk.settled(),
      );
    expectFine((name) => name.startsWith("/"));
  }, 600_000);

  it("reads no large table whole for a call of the programming interface", async () => {
    const made: Record<string, string> = {};
    for (const [name, { status, call }] of Object.entries(routeDrives)) {
      await measure.run(
        name,
        async () => {
          const [what, request] = call(desk, api);
          const answer = await api.call(
            what.replace(
              /DEP$|WDR$|DELIVERY$|CONTACT$|DEAL$|(?<=\/)(?:ACCOUNT|MERGE)(?=\/)/,
              (kind) => made[kind] ?? kind,
            ),
            request,
          );
          expect(answer.status, JSON.stringify(answer.body)).toBe(status);
          if (name === "getCustomer") made["ACCOUNT"] = answer.body.chatAccounts[0].id;
          if (name === "addContact") made["CONTACT"] = answer.body.id;
          if (name === "addDeal") made["DEAL"] = answer.body.id;
          if (name === "addMerge") made["MERGE"] = answer.body.code;
          // At the desk somebody else approves it.
          if (name === "addCampaign") await desk.rows("UPDATE campaigns SET approved_at = now()");
          if (name === "addDeposit") made["DEP"] = answer.body.code;
          if (name === "addWithdrawal") made["WDR"] = answer.body.code;
          if (name === "sendMessage") made["DELIVERY"] = answer.body.deliveries[0].id;
        },
        () => desk.settled(),
      );
    }
    expectFine((name) => name in routeDrives);
  }, 300_000);

  it("reads no large table whole for a customer's message", async () => {
    for (const words of [
      "How long does a withdrawal take?",
      "我要投诉",
      "my e-mail is c8@mail.test",
      "+8613800000005",
    ]) {
      await measure.run(
        "message",
        async () => desk.surface.customerWrites(desk.fish.about.customer.id, words),
        () => desk.settled(),
      );
    }
    await measure.run(
      "message of a stranger",
      async () => desk.conversationOf(desk.newCustomer("Hello")),
      () => desk.settled(),
    );
    expectFine((name) => name.startsWith("message"));
  }, 300_000);

  it("reads no large table whole when somebody scrapes what waits", async () => {
    await measure.run(
      "scrape",
      async () => expect(await (await fetch(`${desk.url}/metrics`)).text()).toMatch(/^deskhand_database_up 1$/m),
      async () => undefined,
    );
    expect(measure.done.find(({ name }) => name === "scrape")?.statements).toBeGreaterThanOrEqual(7);
    expectFine((name) => name === "scrape");
  });

  it("reads no large table whole for a regular job, but for those reviewed", async () => {
    const exclusive = createExclusive(null, silentLog);
    const tasks = createTasks(desk.product, exclusive);
    await noteCleanVerification();
    for (const name of new Set(crontab.split("\n").map((line) => line.split(" ")[5] ?? ""))) {
      // What the queue hands over beside the payload, no regular job looks at.
      await measure.run(
        `job ${name}`,
        async () => tasks[name]?.({}, {} as never),
        async () => undefined,
      );
    }
    await exclusive.close();
    expectFine((name) => name.startsWith("job "));
  }, 1_800_000);

  it("kept its rows to their organisations", async () => {
    const owner = connectOwner(database.url);
    const { rows } = await owner.raw(
      "SELECT count(*)::integer AS count FROM messages m JOIN conversations v ON v.id = m.conversation_id AND v.org_id = m.org_id AND v.customer_id = m.customer_id",
    );
    await owner.destroy();
    expect(rows[0].count).toBeGreaterThanOrEqual(size.messages);
  });
});

/** Reading all of a small table is the quickest: here that is done only where there is no other way, as in large ones. */
async function planAsIfLarge(ownerUrl: string): Promise<void> {
  const owner = connectOwner(ownerUrl);
  for (const way of ["enable_seqscan", "enable_hashjoin", "enable_mergejoin"]) {
    await owner.raw(`ALTER DATABASE ?? SET ${way} = off`, [database.name]);
  }
  await owner.destroy();
}

/** As every night but the first, which looks at thirty days. */
async function noteCleanVerification(): Promise<void> {
  const { orgId, product } = desk;
  const changes = { at: product.clock.now().toISOString(), found: 0 };
  const run = { action: "verify.run", resourceType: "organization", resourceId: orgId, changes };
  await inOrganization(product.db, orgId, (scope) => writeAudit(scope.trx, { orgId, by: { actor: "job" }, ...run }));
}

/** Of what was measured under these names: all of it worked, and nothing read a large table whole that may not. */
function expectFine(isMine: (name: string) => boolean): void {
  const mine = measure.done.filter(({ name }) => isMine(name));
  expect.soft(mine.length).toBeGreaterThan(0);
  expect.soft(mine.flatMap(({ name, failure }) => (failure === null ? [] : [`${name}: ${failure}`]))).toEqual([]);
  expect.soft(mine.flatMap(unreviewed)).toEqual([]);
}
