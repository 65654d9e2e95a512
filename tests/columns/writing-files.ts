import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { packageRoot } from "../../infra/package-root.ts";

/** A file of ours without its comments. */
export function readCode(path: string): string {
  return readFileSync(join(packageRoot, path), "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

/** True where the code adds or changes rows of the table: by SQL, by its name, or by its model. */
export function writesInto(code: string, table: string): boolean {
  if (new RegExp(`(?:INSERT INTO|UPDATE) "?${table}\\b`).test(code)) return true;
  // One function for several tables, which it names.
  if (/INSERT INTO \$\{table\}/.test(code) && new RegExp(`\\b${table}\\b`).test(code)) return true;
  const models = (modelsOf().get(table) ?? []).map((model) => `\\b${model}\\.query\\(`);
  const isNamed = new RegExp([`\\(\\s*"${table}"\\s*\\)`, ...models].join("|")).test(code);
  return isNamed && /\.(?:insert|update|patch\w*|merge|increment|decrement)\(/.test(code);
}

/** True where one of two files imports the other. */
export function isLinked(left: string, right: string): boolean {
  return importsOf(left).has(right) || importsOf(right).has(left);
}

function importsOf(path: string): ReadonlySet<string> {
  const named = [...readCode(path).matchAll(/from "(\.[^"]+)"/g)].map(([, name = ""]) => name);
  return new Set(named.map((name) => normalize(join(dirname(path), name))));
}

let models: Map<string, string[]> | null = null;

/** The classes of rows by table. */
function modelsOf(): Map<string, string[]> {
  if (models !== null) return models;
  models = new Map();
  const files = ["domain", "bot", "knowledge", "app"].flatMap((folder) =>
    readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  );
  for (const path of files.filter((name) => name.endsWith(".ts"))) {
    for (const [, name = "", table = ""] of readCode(path).matchAll(
      /class (\w+) extends \w+ \{[^}]*?tableName = "(\w+)"/g,
    )) {
      models.set(table, [...(models.get(table) ?? []), name]);
    }
  }
  return models;
}
