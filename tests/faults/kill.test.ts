import { expect, it, onTestFinished } from "vitest";
import { ownerUrl, query, usedDataFolders } from "../support/data-folder.ts";
import { expectVerified } from "../support/expect-verified.ts";
import { freePort } from "../support/free-port.ts";
import { prepareDesk } from "../support/prepare-desk.ts";
import { spawnProduct } from "../support/spawn-product.ts";
import { startTelegramLoad } from "../support/telegram-load.ts";
import { waitFor } from "../support/wait-for.ts";

const CUSTOMERS = 20;
const MESSAGES_EACH = 10;
/** Answers that have arrived when the process is killed: at the beginning, in the middle, near the end. */
const KILLS = [5, 60, 140];

const dataFolder = usedDataFolders(prepareDesk);

it("kill -9 in a burst loses nothing, stores nothing twice, keeps every chat's order, and recovers by itself", async () => {
  const dataDir = await dataFolder();
  const port = await freePort();
  const load = await startTelegramLoad(CUSTOMERS);
  onTestFinished(() => load.telegram.close());
  const variables = { ...load.variables, DESKHAND_DATA_DIR: dataDir, PORT: String(port) };

  let product = await spawnProduct(variables);
  await product.ready();
  await load.callAt(`http://127.0.0.1:${port}`);
  load.ask(MESSAGES_EACH);
  let inDoubt = 0;
  const recoveries: number[] = [];
  for (const answers of KILLS) {
    await waitFor(`${answers} answers`, () => load.answers() >= answers, 60_000);
    product.signal("SIGKILL");
    await product.ended;
    // The database outlives us; what was on its way to the platform at this moment may go out once more.
    inDoubt += Number((await query(await ownerUrl(dataDir), "SELECT FROM deliveries WHERE status = 'sending'")).length);
    const said = load.answers();
    const killedAt = performance.now();
    product = await spawnProduct(variables);
    await waitFor("the first answer after the restart", () => load.answers() > said, 60_000);
    recoveries.push(Math.round(performance.now() - killedAt));
  }
  await waitFor(
    "every delivery to be settled",
    async () => {
      const sql = `SELECT (SELECT count(*) FROM messages WHERE direction = 'inbound') AS stored,
        (SELECT count(*) FROM deliveries) AS queued,
        (SELECT count(*) FROM deliveries WHERE status IN ('queued', 'sending')) AS open`;
      const [row] = await query(await ownerUrl(dataDir), sql);
      return row?.["stored"] === "200" && row["queued"] === "200" && row["open"] === "0";
    },
    60_000,
  );

  const chats = load.chats();
  const extra = load.answers() - CUSTOMERS * MESSAGES_EACH;
  process.stderr.write(`recovered in ${recoveries.join(", ")} ms; ${inDoubt} sends in doubt, ${extra} shown twice\n`);
  // Alternating questions: an answer that is shown twice is the same as the one before it.
  for (const { asked, answered } of chats)
    expect(answered.filter((kind, at) => kind !== answered[at - 1])).toEqual(asked);
  expect(extra).toBeLessThanOrEqual(inDoubt);
  expect(Math.max(...recoveries)).toBeLessThan(30_000);
  const receipts = await query(
    await ownerUrl(dataDir),
    "SELECT status, outcome, count(*) FROM inbound_receipts GROUP BY 1, 2",
  );
  expect(receipts).toEqual([{ status: "done", outcome: "message", count: "200" }]);
  await expectVerified(await ownerUrl(dataDir));
  product.signal("SIGTERM");
  expect(await product.ended).toEqual({ code: 0, signal: null });
}, 180_000);
