import { hasPlaceholder } from "../../domain/content/fill-placeholders.ts";
import { findScriptsInForce } from "../../domain/content/scripts-in-force.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Offer } from "../desk/offer.ts";
import { refuse } from "../desk/refuse.ts";
import { toPlainText } from "../ports/rich-text.ts";

/**
 * Stops an offered script that may not be used any more: retired or replaced since it was shown, out of its dates.
 * @throws RuleError with words for the person.
 */
export async function refuseRetired(scope: OrgScope, offer: Offer, at: Date): Promise<void> {
  if (!offer.script) return;
  const [script] = await findScriptsInForce(scope, [offer.script.id], at);
  if (script) return;
  refuse("script_retired", {
    en: "Not sent: this script is not in force any more. /script finds what is.",
    zh: "未发送：此话术已停用或已有新版本。请用 /script 重新查找。",
  });
}

/** Stops an offered script with a placeholder in it. @throws RuleError with words for the person. */
export function refuseUnfilled(offer: Offer): void {
  if (!offer.script || !hasPlaceholder(toPlainText(offer.content))) return;
  refuse("script_unfilled", {
    en: "Not sent: something in braces is not filled in yet. Use “Edit first”.",
    zh: "未发送：花括号中的内容尚未填写，请使用“修改后发送”。",
  });
}
