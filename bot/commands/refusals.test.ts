import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

/** Where a refusal is nobody's who writes a command or presses a button, with who meets it. */
const others: Record<string, string> = {
  "bot/commands/run-as-staff.ts": "the command line",
  "bot/converse/settle-receipt.ts": "the log",
  "domain/customers/custom-fields.ts": "the command line",
  "domain/customers/tag-rules.ts": "the command line",
  "domain/content/approve-script.ts": "the command line; commands refuse before it",
  "domain/content/materials/decide-material.ts": "the command line; commands refuse before it",
  "domain/growth/refuse-unknown-names.ts": "the command line and the API, which add campaigns and workflows",
  "domain/organisation/list-teams.ts": "the command line",
  "domain/organisation/list-users.ts": "the command line",
  "domain/organisation/read-input.ts": "the command line; commands refuse before it",
};

/** `describe` in command-step.ts answers with their `words`, else in English. */
const hasWords = /\{[^{}]*\bwords\b[^{}]*\}\s*\)$/;
const refusal = /new (?:RuleError|ConflictError|NotFoundError|InputError)\(/g;

it("a refusal that a command or a button can meet has words in both languages", () => {
  const files = reachedFrom("bot/commands/registry.ts", "bot/commands/button-registry.ts");
  expect(files.size).toBeGreaterThan(300);
  const wordless = [...files]
    .filter(([file]) => /^(bot|domain)\//.test(file))
    .flatMap(([file, source]) =>
      callsIn(source)
        .filter((call) => !hasWords.test(call))
        .map((call) => ({ file, call })),
    );
  expect(wordless.filter(({ file }) => !(file in others))).toEqual([]);
  const met = new Set(wordless.map(({ file }) => file));
  expect(Object.keys(others).filter((file) => files.has(file) && !met.has(file))).toEqual([]);
});

/** The sources that these import, and what those import. */
function reachedFrom(...roots: string[]): Map<string, string> {
  const sources = new Map<string, string>();
  const open = [...roots];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (sources.has(file) || !existsSync(file)) continue;
    const source = readFileSync(file, "utf8");
    sources.set(file, source);
    for (const [, path = ""] of source.matchAll(/^(?:import|export) (?!type\b)[^;]*?from "(\.[^"]+)"/gm)) {
      open.push(join(dirname(file), path));
    }
  }
  return sources;
}

/** Each call that makes a refusal, up to its closing bracket. */
function callsIn(source: string): string[] {
  return [...source.matchAll(refusal)].map(({ index, 0: start }) => {
    let depth = 1;
    let end = index + start.length;
    for (; depth > 0 && end < source.length; end += 1) depth += { "(": 1, ")": -1 }[source[end] ?? ""] ?? 0;
    return source.slice(index, end);
  });
}
