import { Script } from "../../domain/content/script.ts";
import { readSells, sellingPaused } from "../../domain/funds/selling-paused.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { refuse } from "../desk/refuse.ts";

/**
 * Stops a script that sells, on its way to a customer whose withdrawal waits.
 * @throws RuleError `desk.selling_paused` with the reason.
 */
export async function refuseSelling(scope: OrgScope, scriptId: string, customerId: string): Promise<void> {
  const pause = await sellingPaused(scope, customerId);
  if (!pause) return;
  const script = await Script.query(scope.trx).findOne({ orgId: scope.orgId, id: scriptId });
  if (!script || !(await readSells(scope))(script)) return;
  const { withdrawalCode: code } = pause;
  refuse("selling_paused", {
    en: `Not sent: ${code} waits, and nothing is sold to a customer who asked for their money. Scripts that serve still go.`,
    zh: `未发送：出金申请 ${code} 处理中，期间不得向该客户推销；服务类话术仍可发送。`,
  });
}

/** Those of these scripts that may be offered for a customer: none that sells while a withdrawal waits. */
export async function withoutSelling(scope: OrgScope, customerId: string, scripts: Script[]): Promise<Script[]> {
  if (scripts.length === 0 || !(await sellingPaused(scope, customerId))) return scripts;
  const sells = await readSells(scope);
  return scripts.filter((script) => !sells(script));
}
