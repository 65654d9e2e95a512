import { checkClaims, createClaimPolicy } from "../../bot/conduct/prohibited-claims.ts";
import { type LabelledCase, readCases } from "../fixtures/conduct/read-cases.ts";

// Prints how many prohibited claims are held and how many harmless texts are held wrongly, by language and kind.
// `--wrong` also prints the lines themselves, but never those of the blind parts: who reads them tunes on them.

const policy = createClaimPolicy();
const showsWrong = process.argv.includes("--wrong");

for (const part of ["", ".blind"]) {
  for (const language of ["en", "zh"]) {
    const cases = readCases(`claims${part}.${language}.tsv`);
    print(`\n${language}, ${part === "" ? "the part that was worked on" : "the blind part"}`);
    for (const kind of ["all", ...new Set(cases.map((one) => one.kind))]) {
      print(describe(kind, kind === "all" ? cases : cases.filter((one) => one.kind === kind)));
    }
    if (showsWrong && part === "") for (const { label, text } of cases.filter(isWrong)) print(`  ${label}: ${text}`);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function describe(kind: string, cases: LabelledCase[]): string {
  const rate = (label: string) => {
    const all = cases.filter((one) => one.label === label);
    const held = all.filter(({ text }) => isHeld(text)).length;
    return all.length === 0 ? "" : `${held}/${all.length} (${((100 * held) / all.length).toFixed(1)} %)`;
  };
  return `  ${kind.padEnd(10)} recall ${rate("hold").padEnd(18)} false holds ${rate("ok")}`;
}

function isHeld(text: string): boolean {
  return !checkClaims(text, policy).ok;
}

function isWrong({ label, text }: LabelledCase): boolean {
  return isHeld(text) !== (label === "hold");
}
