/** `npm run faults:points`: kills a process at every fault point of a turn, and says what came of it. `-- --few` at those that differ most, `-- --only WORD,WORD` where a point's name has a word. */
import { parseArgs } from "node:util";
import { prepareData } from "./bench/database.ts";
import { everyMoment, fewMoments } from "./bench/every-point.ts";
import { killAtPoints } from "./bench/kill-at-points.ts";
import { shortSize } from "./bench/size.ts";

const { values } = parseArgs({ options: { few: { type: "boolean" }, only: { type: "string", default: "" } } });
const wanted = values.only.split(",");
const moments = (values.few ? fewMoments : everyMoment).filter((moment) =>
  wanted.some((word) => moment.includes(word)),
);
const prepared = await prepareData();
try {
  const onKill = (moment: string) => void process.stderr.write(`killed at ${moment}\n`);
  const result = await killAtPoints({ prepared: prepared.folder, size: shortSize, moments, onKill });
  process.stdout.write(`${JSON.stringify(result)}\n`);
  const { lost, unacknowledged, duplicateRows, outOfOrder, unverified, shownTwice, inDoubt } = result;
  const wrongRows = duplicateRows + unverified.length;
  const isRight = lost + unacknowledged + wrongRows + outOfOrder + shownTwice.slack + shownTwice.wecom === 0;
  process.exitCode = isRight && shownTwice.telegram <= inDoubt ? 0 : 1;
} finally {
  await prepared.remove();
}
