import { findScriptInForce } from "../../../domain/content/scripts-in-force.ts";
import type { CampaignContent } from "../../../domain/growth/campaign-definition.ts";
import type { NodeOf } from "../../../domain/growth/workflow/nodes.ts";
import { whyOfStep } from "../../../domain/growth/workflow/withdraw-texts.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { derivedId } from "../../../infra/ids.ts";
import { reachOfText } from "../campaign-reach.ts";
import { type WriteDeps, writeToCustomer } from "../write-to-customer.ts";
import { type Done, refused, type Step } from "./step.ts";

/** How soon it is tried again where the bot is off for the customer. */
const AGAIN_MS = 5 * 60_000;

/** Sends approved words to the customer, once for each time that the execution comes to the node. */
export async function sendMessage(
  scope: OrgScope,
  deps: WriteDeps,
  node: NodeOf<"send_message">,
  { workflow, execution, target, settings, at }: Step,
): Promise<Done> {
  if (!target.customer) return refused("no_customer");
  const words = await wordsOf(scope, node, at);
  if (!words) return refused("script_not_in_force");
  const reach = await reachOfText(deps.channels, scope.orgId, words.content, settings);
  const visit = execution.execution_log.filter((entry) => entry.node === node.id).length;
  const written = await writeToCustomer(scope, deps, {
    ...{ customerId: target.customer.id, content: words.content, reach, settings, linkFor: null },
    ...{ why: whyOfStep(workflow, node.id), shownAs: `⚙ ${workflow.name}` },
    deliveryId: derivedId(`workflow ${execution.id} ${node.id} ${visit}`),
  });
  if (written.outcome === "refused") return refused(written.reason);
  if (written.outcome === "sent") return { outcome: "next", ...(words.from ? { detail: words.from } : {}) };
  return { wait: { kind: "later" }, until: written.until ?? new Date(at.getTime() + AGAIN_MS) };
}

/** The workflow's own words, or those of a script as it is in force now. */
async function wordsOf(
  scope: OrgScope,
  { content, script: code }: NodeOf<"send_message">,
  at: Date,
): Promise<{ content: CampaignContent; from?: string } | null> {
  if (content) return { content };
  const script = code === undefined ? null : await findScriptInForce(scope, code, at);
  if (!script) return null;
  const { contentEn: en, contentCn: zh } = script;
  return {
    content: { ...(en === null ? {} : { en }), ...(zh === null ? {} : { zh }) },
    from: `${script.scriptCode} v${script.version}`,
  };
}
