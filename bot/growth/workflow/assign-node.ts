import { lockCustomer } from "../../../domain/customers/lock-customer.ts";
import { setOwner } from "../../../domain/customers/set-owner.ts";
import type { NodeOf } from "../../../domain/growth/workflow/nodes.ts";
import { assignLead } from "../../../domain/leads/change-lead.ts";
import { leadCode, lockLead } from "../../../domain/leads/find-lead.ts";
import { nextForLead } from "../../../domain/leads/next-for-lead.ts";
import { isAllowed } from "../../../domain/organisation/permissions.ts";
import { User } from "../../../domain/organisation/user.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { tellPerson } from "../../desk/tell-person.ts";
import type { WriteDeps } from "../write-to-customer.ts";
import { type Done, refused, type Step } from "./step.ts";

/** Gives the lead and its customer to somebody, or to whose turn it is in a team, who is told. */
export async function assign(scope: OrgScope, deps: WriteDeps, node: NodeOf<"assign">, step: Step): Promise<Done> {
  const user =
    node.team === undefined ? await findOwner(scope, node.owner ?? "") : await nextOf(scope, node.team, step.at);
  if (!user) return refused(node.team === undefined ? "cannot_have_customers" : "nobody_on");
  const name = await give(scope, step, user);
  if (name !== null) await tell(scope, deps, step, user, name);
  return { outcome: "next", detail: user.employeeCode };
}

async function findOwner({ trx, orgId }: OrgScope, word: string): Promise<User | null> {
  const user = await User.query(trx)
    .where({ orgId, status: "active" })
    .where((or) => or.whereRaw("lower(email) = lower(?)", [word]).orWhereRaw("lower(employee_code) = lower(?)", [word]))
    .first();
  return user && isAllowed(user.role, "conversation.take") ? user : null;
}

async function nextOf(scope: OrgScope, team: string, now: Date): Promise<User | null> {
  const { trx, orgId } = scope;
  const row = await trx("teams").where({ org_id: orgId }).whereRaw("lower(name) = lower(?)", [team]).first("id");
  const next = row && (await nextForLead(scope, { teamId: row.id, now }));
  return next ? ((await User.query(trx).findOne({ orgId, id: next.userId })) ?? null) : null;
}

/** What it is called that they have now; null where all of it was theirs already. */
async function give(scope: OrgScope, { target, workflow, at }: Step, { id: to }: User): Promise<string | null> {
  const lead = target.lead && (await lockLead(scope, target.lead.id));
  const customer = target.customer && (await lockCustomer(scope, target.customer.id));
  const isLeadNew = lead !== null && (await assignLead(scope, lead, { to, by: { actor: "job" }, at }));
  const isCustomerNew = customer !== null && (await setOwner(scope, customer, { to, workflow: workflow.name, at }));
  if (customer && isCustomerNew) return `${customer.customerCode} · ${customer.name}`;
  return lead && isLeadNew ? leadCode(lead.number) : null;
}

async function tell(scope: OrgScope, { channels }: WriteDeps, step: Step, user: User, what: string): Promise<void> {
  const { workflow, execution } = step;
  const words = {
    en: `${what} is yours now, by the workflow “${workflow.name}”.`,
    zh: `${what} 现由您负责（流程“${workflow.name}”）。`,
  };
  const about = { type: "workflow", resourceType: "workflow_execution", resourceId: execution.id };
  await tellPerson(scope, channels, { user, words, about });
}
