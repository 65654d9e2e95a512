import { findScriptsInForce } from "../../domain/content/scripts-in-force.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { DeskView } from "../desk/desk-view.ts";
import { tellThread } from "../desk/tell-thread.ts";
import { withoutSelling } from "../funds/refuse-selling.ts";
import { bold, paragraph } from "../ports/rich-text.ts";
import { offerItems } from "./offer-items.ts";
import { readPlaceholderValues } from "./placeholder-values.ts";
import { scriptItem } from "./script-item.ts";

const SHOWN = 2;

export interface ScriptSuggestion {
  /** What the search found, the best first. */
  ids: readonly string[];
  customer: Customer;
  /** The customer's. */
  language: Language;
  at: Date;
  receipt: string;
}

/** Shows the desk the approved scripts that fit what the customer wrote and their stage; nothing where none does. */
export async function suggestScripts(scope: OrgScope, desk: DeskView, suggestion: ScriptSuggestion): Promise<void> {
  const { customer, language, at } = suggestion;
  const { conversation } = desk;
  const inForce = await findScriptsInForce(scope, suggestion.ids, at);
  const forStage = inForce.filter(
    ({ stages }) => stages.length === 0 || stages.some((stage) => stage === customer.stage),
  );
  const fitting = await withoutSelling(scope, customer.id, forStage);
  if (fitting.length === 0) return;
  const owner = conversation.agentId ? await User.query(scope.trx).findById(conversation.agentId) : undefined;
  // Whoever sends it is not known yet where nobody has the conversation: then a name stays unfilled, and unsent.
  const values = await readPlaceholderValues(scope, conversation, owner?.name ?? "");
  const items = fitting
    .slice(0, SHOWN)
    .map((script) => scriptItem(script, [script.scriptCode, script.category].join(" · "), { language, values }));
  const to = { conversationId: conversation.id, userId: null, language: desk.language };
  const { content, buttons } = await offerItems(scope, items, to);
  const title = { en: "📄 Scripts that fit, not sent", zh: "📄 相关话术，未发送" }[desk.language];
  await tellThread(scope, desk, {
    content: [paragraph(bold(title)), ...content],
    buttons,
    act: { by: "bot", why: "suggestion: scripts", receipt: suggestion.receipt },
  });
}
