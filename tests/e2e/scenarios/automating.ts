import { expect } from "vitest";
import { runWorkflows } from "../../../bot/growth/workflow/run-workflows.ts";
import { addWorkflow } from "../../../domain/growth/workflow/add-workflow.ts";
import { readWorkflow } from "../../../domain/growth/workflow/definition.ts";
import { inOrganization } from "../../../infra/db/organization-scope.ts";
import { newId } from "../../../infra/ids.ts";
import type { DeskedConversation } from "../../support/surfaces/surface.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** What happens by itself with customers, step by step. */
export const automating: readonly Scenario[] = [
  {
    name: "a workflow that somebody else approved leads a customer through its steps, and /workflow says where they are",
    proves: ["workflow", "approve"],
    run: async (stage) => {
      await stage.set("campaigns.quiet_hours", "off");
      const about = await stage.takenBy(stage.ann);
      await agree(stage, about);
      const { name, approval } = await write(stage, about, "Shall we show you the platform?");
      const code = await customerCode(stage, about);
      await stage.asks(stage.ann, "/workflow", "Your role (agent) may not use");
      await stage.asks(stage.mia, `/workflow activate ${name}`, `“${name}” is not approved`);
      await stage.asks(stage.mia, "/approvals", name);
      await stage.asks(stage.mia, `/approve ${approval}`, `“${name}” is approved by Mia`);
      await stage.asks(stage.mia, `/workflow run ${code} ${name}`, `“${name}” is not active`);
      await stage.asks(stage.mia, `/流程 启用 ${name}`, `“${name}” is active`);
      await stage.asks(stage.mia, `/workflow run ${code} ${name}`, `begins “${name}” within a minute`);
      await stage.asks(stage.mia, `/workflow run ${code} ${name}`, `is in “${name}” already`);
      await runWorkflows(stage.product);
      await stage.customerHears(about, "Shall we show you the platform?");
      await stage.asks(stage.mia, `/workflow of ${code}`, "waiting at answer");
      await stage.asks(stage.mia, `/workflow ${name}`, "hello (send_message) → answer");
      await stage.asks(stage.mia, "/workflow", `${name} · by hand · active · begun 1`);
    },
  },
  {
    name: "/workflow stops a customer's workflow, and nothing more of it is said",
    proves: ["workflow"],
    run: async (stage) => {
      await stage.set("campaigns.quiet_hours", "off");
      const about = await stage.takenBy(stage.ann);
      await agree(stage, about);
      const { name, approval } = await write(stage, about, "This is never said.");
      const code = await customerCode(stage, about);
      await stage.asks(stage.mia, `/approve ${approval}`, `“${name}” is approved`);
      await stage.asks(stage.mia, `/workflow activate ${name}`, `“${name}” is active`);
      await stage.asks(stage.mia, `/workflow stop ${code} ${name}`, `is not in “${name}”`);
      await stage.asks(stage.mia, `/工作流 执行 ${code} ${name}`, `begins “${name}”`);
      await stage.asks(stage.mia, `/workflow stop ${code} ${name}`, `“${name}” is stopped for`);
      await stage.asks(stage.mia, `/workflow deactivate ${name}`, `“${name}” is not active any more`);
      await runWorkflows(stage.product);
      await stage.settled();
      expect(stage.surface.customerSees(about.customer.id).join()).not.toContain("This is never said.");
      await stage.asks(stage.mia, `/workflow of ${code}`, "cancelled");
      await stage.asks(stage.mia, `/workflow stop ${code}`, "Which workflow?");
      await stage.asks(stage.mia, "/workflow no such thing", "There is no workflow “no such thing”");
    },
  },
  {
    name: "a workflow with a prohibited claim is not approved, and its author hears why it is rejected",
    proves: ["approve", "reject"],
    run: async (stage) => {
      const about = await stage.takenBy(stage.ann);
      const { name, approval } = await write(stage, about, "Guaranteed profit for everybody!");
      await stage.asks(stage.mia, `/approve ${approval}`, `“${name}” is not approved`);
      await stage.asks(stage.mia, `/reject ${approval}`, "Say why");
      await stage.asks(stage.mia, `/reject ${approval} No promises`, "Reason: No promises");
      await stage.hears(stage.ann, name, "was rejected by Mia");
      await stage.asks(stage.mia, `/workflow ${name}`, "rejected");
    },
  },
];

/** A workflow of Ann's, which no two of these share. */
async function write(stage: Stage, about: DeskedConversation, text: string) {
  const name = `Welcome of ${about.code}`;
  const definition = readWorkflow({
    ...{ name, trigger: { type: "manual" } },
    nodes: [
      { id: "hello", type: "send_message", content: { en: text } },
      { id: "answer", type: "wait_reply", days: 2 },
    ],
    edges: [{ from: "hello", to: "answer" }],
  });
  const by = { by: { actor: "cli" as const }, authorId: stage.ann.userId, at: new Date() };
  const { approval } = await inOrganization(stage.product.db, stage.orgId, (scope) =>
    addWorkflow(scope, definition, by),
  );
  return { name, approval };
}

async function agree(stage: Stage, about: DeskedConversation): Promise<void> {
  const row = await stage.row("SELECT customer_id FROM conversations WHERE id = ?", about.id);
  const consent = { org_id: stage.orgId, customer_id: row?.["customer_id"], kind: "marketing", state: "granted" };
  await stage.product.db.system("consents").insert({ id: newId(), ...consent });
}

async function customerCode(stage: Stage, about: DeskedConversation): Promise<string> {
  const sql = "SELECT c.customer_code FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE v.id = ?";
  return String((await stage.row(sql, about.id))?.["customer_code"]);
}
