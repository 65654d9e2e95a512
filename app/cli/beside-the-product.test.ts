import { once } from "node:events";
import { text } from "node:stream/consumers";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";
import { waitFor } from "../../tests/support/wait-for.ts";

let cli: DeskhandCli;
let product: Client;
beforeAll(async () => {
  cli = await openDeskhandCli();
});
afterAll(() => cli.close());
beforeEach(async () => {
  product = new Client({ connectionString: cli.databaseUrl });
  await product.connect();
  await product.query("BEGIN");
});
afterEach(() => product.end());

const waitingForLock = async (): Promise<boolean> => {
  // Of this database: other tests share the server.
  const { rows } = await product.query(
    "SELECT FROM pg_locks JOIN pg_database d ON d.oid = database WHERE NOT granted AND datname = current_database()",
  );
  return rows.length > 0;
};

it("does not wait for turns that are being worked on", async () => {
  // What an INSERT or UPDATE takes. Switching row-level security on, even where it is on, would wait for it, and every
  // later statement of the product for that.
  await product.query("LOCK TABLE users, customers, conversations, messages, audit_logs IN ROW EXCLUSIVE MODE");
  expect(await cli.json(["key", "add", "beside", "--permissions", "*"])).toMatchObject({ name: "beside" });
});

it("ends cleanly on Ctrl-C: exit code 130, nothing printed, nothing half done", async () => {
  await product.query("LOCK TABLE api_keys IN ACCESS EXCLUSIVE MODE");
  const child = cli.start(["key", "add", "interrupted", "--permissions", "*", "--json"]);
  const ended = once(child, "close");
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  await waitFor("the command to wait for the lock", waitingForLock);
  child.kill("SIGINT");
  expect(await ended).toEqual([130, null]);
  expect(await said).toEqual(["", ""]);
  await product.query("ROLLBACK");
  expect(await cli.db.system("api_keys").where({ name: "interrupted" })).toEqual([]);
});
