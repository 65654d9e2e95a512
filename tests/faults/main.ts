/**
 * `npm run faults`: every fault at its full size, as one table and one line of JSON a fault. `-- --only WORDS,WORDS` runs those
 * whose name has some of these words, `-- --short` them in seconds.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { buildForTests, underFaults } from "../support/build-for-tests.ts";
import { prepareData } from "./bench/database.ts";
import type { Fault } from "./bench/fault.ts";
import { printFaults } from "./bench/print-faults.ts";
import { type FaultResult, failingsOf, runFault } from "./bench/run-fault.ts";
import { type FaultScene, openScene } from "./bench/scene.ts";
import { fullSize, shortSize } from "./bench/size.ts";
import { catalogue } from "./catalogue/index.ts";

const { values } = parseArgs({ options: { only: { type: "string", default: "" }, short: { type: "boolean" } } });
const wanted = values.only.split(",");
const size = values.short ? shortSize : fullSize;
const built = await buildForTests();
const prepared = await prepareData();
const results: FaultResult[] = [];
let failed = 0;
try {
  for (const group of catalogue) {
    const faults = group.faults.filter(
      ({ name, fullOnly }) => wanted.some((words) => name.includes(words)) && (size.isFull || !fullOnly),
    );
    if (faults.length === 0) continue;
    const open = () => openScene({ size, prepared: prepared.folder, program: underFaults(built.folder), group });
    let scene: FaultScene | null = null;
    try {
      for (const fault of faults) {
        scene ??= await open();
        if (await tell(scene, fault)) continue;
        // A fault that broke off has left processes behind that ended: the next begins with others.
        await scene.close();
        scene = null;
      }
    } finally {
      await scene?.close();
    }
  }
} finally {
  await Promise.all([prepared.remove(), built.remove()]);
}
process.stdout.write(
  `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.version}; ${size.perSecond} messages/s for ${2 * size.seconds} s, ${3 * size.chats} customers\n`,
);
printFaults(results);
process.exitCode = failed > 0 ? 1 : 0;

/** Runs a fault and prints what came of it; false when it broke off. */
async function tell(scene: FaultScene, fault: Fault): Promise<boolean> {
  const missing = fault.missing?.(scene) ?? null;
  if (missing !== null) {
    process.stderr.write(`${fault.name}: left out, ${missing}\n`);
    return true;
  }
  process.stderr.write(`${fault.name} …\n`);
  const result = await runFault(scene, fault).catch((error: unknown) => {
    process.stderr.write(`  ${error instanceof Error ? error.message : error}\n`);
    failed += 1;
  });
  if (!result) return false;
  results.push(result);
  const failings = failingsOf(result);
  if (failings.length > 0) failed += 1;
  process.stdout.write(`${JSON.stringify(result)}\n`);
  for (const failing of failings) process.stderr.write(`  ${failing}\n`);
  return true;
}
