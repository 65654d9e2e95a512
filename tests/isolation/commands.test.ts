import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adapters } from "../../adapters/registry.ts";
import { saveEnvironmentChannels } from "../../app/environment-channels.ts";
import { type Product, wire } from "../../app/wire.ts";
import type { LiveChannel } from "../../bot/channels/channel-directory.ts";
import { buttons } from "../../bot/commands/button-registry.ts";
import type { Command, CommandAnswer, CommandContext, RunCommand } from "../../bot/commands/command.ts";
import { commands } from "../../bot/commands/registry.ts";
import { ensureOrganization, findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { parseEnvironment } from "../../infra/config/environment.ts";
import { connectDatabase, connectOwner } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { DeskhandError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";
import { createLog } from "../../infra/log/log.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { type Filled, fillOrganizations, MARK, names } from "./fill-organization.ts";

// Every command and every button, with what another organisation calls its own: an administrator of ours is told nothing of
// it, and nothing of it changes. Nothing else runs beside it, so that whatever changes was changed by a command.
let database: TestDatabase;
let owner: ReturnType<typeof connectOwner>;
let product: Product;
let channel: LiveChannel;
let ours: string;
let theirs: string;
let filled: Filled;
let admin: string;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  owner = connectOwner(database.url);
  const environment = parseEnvironment({
    NODE_ENV: "test",
    PORT: "0",
    DESKHAND_DATA_DIR: await mkdtemp(join(tmpdir(), "deskhand-test-")),
    DATABASE_URL: database.url,
    DESKHAND_MASTER_KEY: Buffer.alloc(32, 7).toString("base64"),
    TELEGRAM_BOT_TOKEN: "700100300:AAHtesttesttesttesttest",
  });
  const db = connectDatabase(database.url, { app: 4, system: 4 });
  product = await wire({ environment, db, log: createLog("silent") });
  await saveEnvironmentChannels({ ...product, modules: adapters }, environment);
  ours = await findOrganization(db.system, "default");
  theirs = await ensureOrganization(db.system, "other", "Other");
  const live = await product.channels.ofEnvironment("telegram");
  if (!live) throw new Error("no channel");
  channel = live;
  admin = newId();
  await owner("users").insert({
    ...{ id: admin, org_id: ours, email: "admin@a.test", name: "Admin", role: "admin", employee_code: "EMP_001" },
  });
  [filled = new Map()] = await fillOrganizations(owner, [theirs]);
});
afterAll(async () => {
  await product.db.close();
  await owner.destroy();
  await database.drop();
});

function contextOf(scope: CommandContext["scope"]): CommandContext {
  return {
    deps: product,
    channel,
    staff: { userId: admin, name: "Admin", role: "admin", language: "en" },
    language: "en",
    chat: { key: "1", id: "1", kind: "private" },
    personId: "1",
    receipt: newId(),
    scope,
    conversationId: null,
    isInThread: false,
  };
}

/** What it answers, as one text; words of a refusal where it refuses. */
async function answerOf(run: RunCommand, args: string, orgId = ours): Promise<string> {
  try {
    const answer = await inOrganization(product.db, orgId, (scope) => run(contextOf(scope), args));
    return JSON.stringify(answer satisfies CommandAnswer);
  } catch (error) {
    if (error instanceof DeskhandError) return `${error.message} ${JSON.stringify(error.details)}`;
    throw error;
  }
}

function runOf(command: Command): RunCommand {
  if ("run" in command) return command.run;
  return async (context, args) => (await command.plan(context, args))(context, args);
}

/** What stands in every table of theirs. */
async function fingerprint(): Promise<Record<string, string>> {
  const { rows } = await owner.raw(
    ofEvery(
      (table) => `SELECT '${table}' AS name, md5(string_agg(t::text, '' ORDER BY t::text)) AS sum FROM ${table} t
      WHERE org_id = '${theirs}'`,
    ),
  );
  return Object.fromEntries(rows.map(({ name, sum }: { name: string; sum: string }) => [name, sum]));
}

/** Tables of ours in which their words stand. */
async function leaks(): Promise<string[]> {
  const { rows } = await owner.raw(
    ofEvery(
      (table) => `SELECT '${table}' AS name WHERE EXISTS (SELECT FROM ${table} t
      WHERE org_id = '${ours}' AND t::text LIKE '%${MARK}%')`,
    ),
  );
  return rows.map(({ name }: { name: string }) => name);
}

const ofEvery = (sql: (table: string) => string) => [...filled.keys()].map(sql).join(" UNION ALL ");

const idOf = (table: string) => filled.get(table) ?? newId();

describe("what another organisation has", () => {
  // Else the tests below could not fail.
  it("is there for itself, by its names and with its words", async () => {
    const customer = commands.find(({ name }) => name === "customer");
    if (!customer) throw new Error("no command");
    await owner("customers").where({ org_id: theirs }).update({ owner_id: null, merged_into: null });
    expect(await answerOf(runOf(customer), names.customer, theirs)).toContain(MARK);
    expect((await fingerprint())["customers"]).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each(commands.map((command) => [command.name, command] as const))(
    "is not there for /%s, by whichever name",
    async (_, command) => {
      const before = await fingerprint();
      const ids = [...Object.values(names), idOf("customers"), idOf("conversations")];
      const acts = ["", ...new Set(command.usage.match(/\b[a-z]{2,}\b/g) ?? [])];
      for (const act of acts) {
        for (const id of ids) {
          for (const line of [`${act} ${id}`, `${id} ${act} x1`, `${act} ${id} reason: look`]) {
            const answer = await answerOf(runOf(command), line.trim());
            expect(answer, `/${command.name} ${line}`).not.toContain(MARK);
          }
        }
      }
      expect(await fingerprint()).toEqual(before);
      expect(await leaks()).toEqual([]);
    },
  );

  it.each(buttons.map((button) => [button.name, button] as const))(
    "is not there for the button %s",
    async (_, button) => {
      const before = await fingerprint();
      const ids = [...filled.values()].filter((id) => id !== null);
      for (const id of ids) {
        for (const argument of [id, `profile:${id}`, `take:${id}`, `${id}:${admin}`, `${id}:1`]) {
          const answer = await answerOf(button.run, argument);
          expect(answer, `${button.name}:${argument}`).not.toContain(MARK);
        }
      }
      expect(await fingerprint()).toEqual(before);
      expect(await leaks()).toEqual([]);
    },
  );
});
