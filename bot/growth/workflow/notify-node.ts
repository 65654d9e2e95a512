import type { NodeOf } from "../../../domain/growth/workflow/nodes.ts";
import type { Language } from "../../../domain/language/language.ts";
import { leadCode } from "../../../domain/leads/find-lead.ts";
import { User } from "../../../domain/organisation/user.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { tellManagers } from "../../alerts/tell-managers.ts";
import { tellPerson } from "../../desk/tell-person.ts";
import type { WriteDeps } from "../write-to-customer.ts";
import { type Done, refused, type Step } from "./step.ts";

/** Tells staff something about whom the execution is about. */
export async function notify(
  scope: OrgScope,
  deps: WriteDeps,
  { to, text }: NodeOf<"notify">,
  step: Step,
): Promise<Done> {
  const { workflow, execution, target } = step;
  const who = [
    target.customer ? `${target.customer.customerCode} ${target.customer.name}` : null,
    target.lead ? leadCode(target.lead.number) : null,
  ].filter((part) => part !== null);
  const say = (language: Language, other: Language) =>
    `⚙ ${[workflow.name, ...who].join(" · ")}: ${text[language] ?? text[other] ?? ""}`;
  const words = { en: say("en", "zh"), zh: say("zh", "en") };
  if (to === "managers") {
    await tellManagers(scope, deps.channels, { title: words, kind: "workflow" });
    return { outcome: "next", detail: "managers" };
  }
  const people = await peopleOf(scope, to, step);
  const about = { type: "workflow", resourceType: "workflow_execution", resourceId: execution.id };
  for (const user of people) await tellPerson(scope, deps.channels, { user, words, about });
  if (people.length === 0) return refused("nobody_to_tell");
  return { outcome: "next", detail: people.map(({ employeeCode }) => employeeCode).join(", ") };
}

async function peopleOf({ trx, orgId }: OrgScope, to: "owner" | string[], { target }: Step): Promise<User[]> {
  const active = User.query(trx).where({ orgId, status: "active" }).orderBy("employeeCode");
  if (to !== "owner") return active.whereRaw("lower(email) = ANY(?)", [to]);
  const owner = target.customer?.ownerId ?? target.lead?.assignedTo;
  return owner ? active.where({ id: owner }) : [];
}
