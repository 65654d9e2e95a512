import { measureJunk } from "./memory-junk.ts";

/** Prints what the rules store of the scripted month of dialogue, and how much of it is junk. */
const { lines, stored, junk, missed, junkShare } = measureJunk();
process.stdout.write(
  [
    `${lines} lines, ${stored} memories, ${junk.length} of them junk (${(junkShare * 100).toFixed(1)} %), ${missed.length} missed`,
    ...junk.map((one) => `junk    ${one}`),
    ...missed.map((one) => `missed  ${one}`),
    "",
  ].join("\n"),
);
