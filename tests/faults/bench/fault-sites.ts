import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { packageRoot } from "../../../infra/package-root.ts";

/** A place of the source that commits a transaction or calls a platform. */
export interface FaultSite {
  file: string;
  /** What is called there: `inOrganization`, `transaction`, `adapter.send`. */
  calls: string;
  /** The fault point that stands around it; null when there is none. */
  point: string | null;
}

/** Where a turn runs, from the webhook's receipt to the platform's answer. */
const folders = ["bot/intake", "bot/converse", "bot/delivery", "bot/sessions"];
/** What an adapter does without asking its platform. */
const withoutPlatform = new Set(["split", "receivers", "capabilitiesFor", "boundary"]);

/** Every commit and every platform call in the folders of a turn, by reading their source. */
export async function findFaultSites(): Promise<FaultSite[]> {
  const sites: FaultSite[] = [];
  for (const folder of folders) {
    for (const name of (await readdir(join(packageRoot, folder))).sort()) {
      if (!name.endsWith(".ts") || name.endsWith(".test.ts")) continue;
      const file = `${folder}/${name}`;
      const source = ts.createSourceFile(
        file,
        await readFile(join(packageRoot, file), "utf8"),
        ts.ScriptTarget.Latest,
        true,
      );
      visit(source, null, (calls, point) => sites.push({ file, calls, point }));
    }
  }
  return sites;
}

function visit(node: ts.Node, around: string | null, found: (calls: string, point: string | null) => void): void {
  let inside = around;
  if (ts.isCallExpression(node)) {
    const { calls, point } = siteOf(node);
    if (calls !== null) found(calls, point ?? around);
    if (point !== null) inside = point;
  }
  ts.forEachChild(node, (child) => visit(child, inside, found));
}

/** What a call is: a commit, a platform's call, or the point around one. */
function siteOf(call: ts.CallExpression): { calls: string | null; point: string | null } {
  const callee = call.expression;
  if (ts.isIdentifier(callee)) {
    const point = callee.text === "betweenFaultPoints" ? literal(call.arguments[0]) : null;
    if (callee.text === "inTransaction") return { calls: callee.text, point: literal(call.arguments[1]) };
    if (callee.text === "inOrganizationAt") return { calls: callee.text, point: literal(call.arguments[2]) };
    return { calls: callee.text === "inOrganization" ? callee.text : null, point };
  }
  if (!ts.isPropertyAccessExpression(callee)) return { calls: null, point: null };
  const method = callee.name.text;
  if (method === "transaction") return { calls: method, point: null };
  const owner = callee.expression.getText();
  const isAdapter = /(^|\.)(adapter|sessions)$/.test(owner) && !withoutPlatform.has(method);
  return {
    calls: isAdapter
      ? `${owner
          .split(".")
          .slice(-2)
          .join(".")
          .replace(/^channel\./, "")}.${method}`
      : null,
    point: null,
  };
}

function literal(node: ts.Expression | undefined): string | null {
  return node && ts.isStringLiteral(node) ? node.text : null;
}
