import { recogniseMatter } from "../../bot/conduct/restricted-matters.ts";
import { readCases } from "../fixtures/conduct/read-cases.ts";

// Prints, by language and part, how many of each matter are found and how many other messages are taken for one.
// `--wrong` also prints the lines of the part that was worked on, but never those of the blind part.

const showsWrong = process.argv.includes("--wrong");

for (const part of ["", ".blind"]) {
  for (const language of ["en", "zh"]) {
    const cases = readCases(`matters${part}.${language}.tsv`).map((one) => ({
      ...one,
      found: recogniseMatter(one.text)?.matter ?? "none",
    }));
    print(`\n${language}, ${part === "" ? "the part that was worked on" : "the blind part"}`);
    for (const label of ["trade_instruction", "advice", "account_security", "none"]) {
      const all = cases.filter((one) => one.label === label);
      print(`  ${label.padEnd(18)} right ${all.filter((one) => one.found === label).length}/${all.length}`);
    }
    if (!showsWrong || part !== "") continue;
    for (const { label, found, text } of cases.filter((one) => one.label !== one.found)) {
      print(`  ${label}, taken for ${found}: ${text}`);
    }
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
