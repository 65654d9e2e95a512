/**
 * `npm run faults:points`: kills a process at every fault point of a turn, and says what came of it. `-- --few` at
 * those that differ most, `-- --only WORD,WORD` where a point's name has a word.
 */
import { parseArgs } from "node:util";
import { buildForTests, underFaults } from "../support/build-for-tests.ts";
import { prepareData } from "./bench/database.ts";
import { everyMoment, fewMoments } from "./bench/every-point.ts";
import { failingsOfPoints, killAtPoints } from "./bench/kill-at-points.ts";
import { shortSize } from "./bench/size.ts";

const { values } = parseArgs({ options: { few: { type: "boolean" }, only: { type: "string", default: "" } } });
const wanted = values.only.split(",");
const moments = (values.few ? fewMoments : everyMoment).filter((moment) =>
  wanted.some((word) => moment.includes(word)),
);
const built = await buildForTests();
const prepared = await prepareData();
try {
  const onKill = (moment: string) => void process.stderr.write(`killed at ${moment}\n`);
  const result = await killAtPoints({
    prepared: prepared.folder,
    program: underFaults(built.folder),
    size: shortSize,
    moments,
    onKill,
  });
  process.stdout.write(`${JSON.stringify(result)}\n`);
  const failings = failingsOfPoints(result);
  for (const failing of failings) process.stderr.write(`${failing}\n`);
  process.exitCode = failings.length > 0 ? 1 : 0;
} finally {
  await Promise.all([prepared.remove(), built.remove()]);
}
