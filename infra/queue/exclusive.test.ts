import { Client } from "pg";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { waitFor } from "../../tests/support/wait-for.ts";
import { silentLog } from "../log/log.ts";
import { createExclusive } from "./exclusive.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

function open() {
  const exclusive = createExclusive(database.url, silentLog);
  onTestFinished(() => exclusive.close());
  return exclusive;
}

it("never lets two work under one key, and misses nothing that came meanwhile", async () => {
  const processes = [open(), open()];
  const arrived: number[] = [];
  const worked: number[] = [];
  let inside = 0;
  const work = async () => {
    inside += 1;
    expect(inside).toBe(1);
    while (worked.length < arrived.length) {
      const next = arrived[worked.length] ?? Number.NaN;
      await new Promise((resolve) => setImmediate(resolve));
      worked.push(next);
    }
    inside -= 1;
  };
  const arrive = async (number: number) => {
    arrived.push(number);
    while ((await processes[number % 2]?.run("chat", work)) === "busy")
      await new Promise((resolve) => setImmediate(resolve));
  };
  for (let round = 0; round < 20; round++) {
    await Promise.all(Array.from({ length: 10 }, (_, index) => arrive(round * 10 + index)));
    expect(worked).toEqual(arrived);
  }
  expect(worked).toHaveLength(200);
});

it("lets different keys work at once", async () => {
  const exclusive = open();
  let inside = 0;
  const both = () => waitFor("the other", () => inside === 2);
  const work = async () => {
    inside += 1;
    await both();
  };
  expect(await Promise.all([exclusive.run("a", work), exclusive.run("b", work)])).toEqual(["done", "done"]);
});

it("rejects with what the work threw, and lets the next one in", async () => {
  const exclusive = open();
  await expect(exclusive.run("chat", () => Promise.reject(new TypeError("no")))).rejects.toThrow(TypeError);
  expect(await open().run("chat", async () => undefined)).toBe("done");
});

it("begins again when something came while the work failed", async () => {
  const exclusive = open();
  let runs = 0;
  const first = exclusive.run("chat", async () => {
    runs += 1;
    if (runs > 1) return;
    await exclusive.run("chat", async () => undefined);
    throw new TypeError("no");
  });
  expect(await first).toBe("done");
  expect(runs).toBe(2);
});

it("gives its keys to others when its connection is cut, and goes on itself", async () => {
  const exclusive = open();
  const other = open();
  let finish: (() => void) | null = null;
  const long = exclusive.run(
    "chat",
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  await waitFor("the work to begin", () => finish);
  await waitFor("the key to be held", async () => (await other.run("chat", async () => undefined)) === "busy");
  await cutEverything();
  await waitFor("the key to be free", () =>
    other
      .run("chat", async () => undefined)
      .then(
        (end) => end === "done",
        () => false,
      ),
  );
  (finish as (() => void) | null)?.();
  expect(await long).toBe("done");
  expect(await exclusive.run("chat", async () => undefined)).toBe("done");
});

async function cutEverything(): Promise<void> {
  const owner = new Client({ connectionString: database.url });
  await owner.connect();
  await owner.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  await owner.end();
}

it("asks its connection one thing at a time, as node-postgres wants it", async () => {
  const warnings: string[] = [];
  const note = (warning: Error) => void warnings.push(warning.message);
  process.on("warning", note);
  onTestFinished(() => void process.off("warning", note));
  const exclusive = open();
  await Promise.all(Array.from({ length: 20 }, (_, index) => exclusive.run(`key ${index}`, async () => undefined)));
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings.filter((message) => message.includes("client.query()"))).toEqual([]);
});
