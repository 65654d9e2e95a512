import type { Fault } from "../bench/fault.ts";
import type { FaultProduct } from "../bench/product.ts";
import { lasting } from "./lasting.ts";

const MINUTE_MS = 60_000;

export const clockJumps: Fault = {
  name: "the clock jumps a quarter of an hour ahead, half an hour back, and right again",
  madeBy: "clock",
  run: async (scene) => {
    const { web } = scene.processes;
    web.jump(15 * MINUTE_MS);
    await lasting(scene, { full: 10, short: 2 });
    web.jump(-30 * MINUTE_MS);
    await lasting(scene, { full: 10, short: 2 });
    web.jump(15 * MINUTE_MS);
  },
};

export const stopUnderLoad: Fault = {
  name: "SIGTERM under load, and started again",
  madeBy: "signal",
  run: async (scene) => {
    await stopInOrder(scene.processes.web);
    const next = await scene.start("all");
    scene.processes = { web: next, workers: [next] };
  },
};

export const rollingRestart: Fault = {
  name: "rolling restart of three processes",
  madeBy: "signal",
  run: async (scene) => {
    const { processes } = scene;
    for (const [index, worker] of processes.workers.entries()) {
      await stopInOrder(worker);
      processes.workers[index] = await scene.start("worker");
    }
    await stopInOrder(processes.web);
    processes.web = await scene.start("web");
  },
};

/**
 * The code of another version cannot run here: instead, what migrations do to the tables that are written most is done
 * to them while this version's processes run.
 */
export const migrationMeanwhile: Fault = {
  name: "a migration while three processes run: new columns, a CHECK made anew, an index",
  madeBy: "statement",
  run: async (scene) => {
    // One table a transaction, as migrations do it: of two, one may be locked the other way round by who is at work.
    for (const change of changes) {
      await scene.database.query(`BEGIN; SET LOCAL lock_timeout = '10s'; ${change}; COMMIT`);
    }
    await scene.database.query("ALTER TABLE conversation_events VALIDATE CONSTRAINT faults_note_check");
    await lasting(scene, { full: 5, short: 1 });
  },
};

const changes = [
  "ALTER TABLE messages ADD COLUMN faults_note text",
  "ALTER TABLE deliveries ADD COLUMN faults_note text NOT NULL DEFAULT ''",
  "ALTER TABLE conversation_events ADD CONSTRAINT faults_note_check CHECK (event_type <> 'faults') NOT VALID",
  "CREATE INDEX faults_note_idx ON inbound_receipts (outcome, seq)",
];

async function stopInOrder(product: FaultProduct): Promise<void> {
  product.signal("SIGTERM");
  const { code, signal } = await product.ended;
  if (code !== 0) throw new Error(`the product did not stop in good order: ${code ?? signal}`);
}
