import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTasks, crontab } from "../../app/tasks.ts";
import { commands } from "../../bot/commands/registry.ts";
import { connectOwner } from "../../infra/db/connect.ts";
import { silentLog } from "../../infra/log/log.ts";
import { createExclusive } from "../../infra/queue/exclusive.ts";
import { type ApiClient, fetchDocument, openApiClient } from "../support/api-client.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
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
const say = (line: string) => void (isWhole && process.stdout.write(`${line}\n`));

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
  const log = await watchStatements(database.url);
  desk = await openScaleDesk(database.url);
  api = await openApiClient(desk);
  measure = await createMeasure(database.url, log, { large: LARGE, say });
  await log.read();
}, 900_000);

afterAll(async () => {
  if (measure) printMeasured(measure.done, isWhole);
  await desk?.close();
  await database?.drop();
});

describe("on a large database", () => {
  it("asks every command of staff that there is", () => {
    const asked = new Set(commandDrives.map(({ name }) => name));
    expect(commands.map(({ name }) => `/${name}`).filter((name) => !asked.has(name))).toEqual([]);
  });

  it("asks every operation of the programming interface that there is", async () => {
    const { paths } = await fetchDocument(desk.url);
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(routeDrives).sort());
  });

  it("reads no large table whole for a command", async () => {
    for (const { name, run } of commandDrives)
      await measure.run(
        name,
        () => run(desk),
        () => desk.settled(),
      );
    expectFine("/");
  }, 600_000);

  it("reads no large table whole for a call of the programming interface", async () => {
    const made: Record<string, string> = {};
    for (const [name, { status, call }] of Object.entries(routeDrives)) {
      await measure.run(
        name,
        async () => {
          const [what, request] = call(desk, api);
          const answer = await api.call(
            what.replace(/DEP$|WDR$|DELIVERY$/, (kind) => made[kind] ?? kind),
            request,
          );
          expect(answer.status, JSON.stringify(answer.body)).toBe(status);
          if (name === "addDeposit") made["DEP"] = answer.body.code;
          if (name === "addWithdrawal") made["WDR"] = answer.body.code;
          if (name === "sendMessage") made["DELIVERY"] = answer.body.deliveries[0].id;
        },
        () => desk.settled(),
      );
    }
    expectFine("");
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
    expectFine("message");
  }, 300_000);

  it("reads no large table whole for a regular job, but for those reviewed", async () => {
    const exclusive = createExclusive(null, silentLog);
    const tasks = createTasks(desk.product, exclusive);
    for (const name of new Set(crontab.split("\n").map((line) => line.split(" ")[5] ?? ""))) {
      // What the queue hands over beside the payload, no regular job looks at.
      await measure.run(
        `job ${name}`,
        async () => tasks[name]?.({}, {} as never),
        async () => undefined,
      );
    }
    await exclusive.close();
    expectFine("job");
  }, 900_000);

  it("kept its rows to their organisations", async () => {
    const owner = connectOwner(database.url);
    const { rows } = await owner.raw(
      "SELECT count(*)::integer AS count FROM messages m JOIN conversations v ON v.id = m.conversation_id AND v.org_id = m.org_id AND v.customer_id = m.customer_id",
    );
    await owner.destroy();
    expect(rows[0].count).toBeGreaterThanOrEqual(size.messages);
  });
});

/** Of what was measured under these names: all of it worked, and nothing read a large table whole that may not. */
function expectFine(prefix: string): void {
  const mine = measure.done.filter(({ name }) => name.startsWith(prefix));
  expect(mine.length).toBeGreaterThan(0);
  expect(mine.flatMap(({ name, failure }) => (failure === null ? [] : [`${name}: ${failure}`]))).toEqual([]);
  expect(mine.filter(({ statements }) => statements === 0).map(({ name }) => name)).toEqual([]);
  expect(mine.flatMap(unreviewed)).toEqual([]);
}
