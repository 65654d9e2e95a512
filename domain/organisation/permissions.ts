import { type Role, roles } from "./values.ts";

const everyone = roles;
const writers = roles.filter((role) => role !== "readonly");
const desk = writers.filter((role) => role !== "trainer" && role !== "compliance");
const leads: readonly Role[] = ["super_admin", "admin", "manager", "team_lead"];
const handlers: readonly Role[] = [...leads, "compliance"];
const supervisors: readonly Role[] = ["super_admin", "admin", "manager", "compliance"];

/** Who may do what: the one table that commands, buttons, the API and the command line read. */
export const permissions = {
  "desk.help": everyone,
  "knowledge.ask": everyone,
  "knowledge.import": ["super_admin", "admin", "manager", "trainer"],
  "conversation.take": desk,
  "conversation.handover": desk,
  "conversation.open": desk,
  "reminder.set": desk,
  "conversation.release": desk,
  "conversation.resolve": desk,
  "conversation.note": writers,
  "conversation.read": everyone,
  "conversation.assign": leads,
  "bot.mode": [...leads, "compliance"],
  "approval.decide": supervisors,
  "signals.teach": [...leads, "compliance", "trainer"],
  "customer.read": everyone,
  "file.open": [...desk, "compliance"],
  "message.recall": desk,
  "message.reveal": [...desk, "compliance"],
  "message.translate": [...desk, "compliance"],
  "customer.change": writers,
  "customer.merge": ["super_admin", "admin", "manager"],
  "lead.read": everyone,
  "lead.change": desk,
  "lead.assign": leads,
  "customer.tier": leads,
  "customer.verify": [...desk, "compliance"],
  "customer.block": supervisors,
  "deal.change": [...desk, "compliance"],
  "consent.record": handlers,
  "sla.read": [...leads, "compliance"],
  "script.use": writers,
  "script.write": writers,
  "script.approve": supervisors,
  "material.use": writers,
  "training.take": everyone,
  "training.all": ["super_admin", "admin", "manager", "trainer", "compliance"],
  "alert.handle": handlers,
  "alert.configure": supervisors,
  "digest.read": leads,
  "performance.read": everyone,
  "performance.all": supervisors,
  "performance.publish": ["super_admin", "admin", "manager"],
  "record.hold": ["super_admin", "admin", "compliance"],
  "record.find": handlers,
  // Of systems with a key: no role holds it, since people write at the desk.
  "message.send": [],
  "lead.record": [],
  "account.record": [],
  "recommendation.record": [],
  "workflow.run": [],
  "deposit.record": [...desk, "compliance"],
  "deposit.settle": handlers,
  "withdrawal.record": [...desk, "compliance"],
  "withdrawal.settle": supervisors,
  "funnel.read": handlers,
  "setting.change": supervisors,
  // What is said to customers and kept of it, and who becomes staff.
  "setting.conduct": ["super_admin", "admin", "compliance"],
  "setting.people": ["super_admin", "admin"],
  "campaign.manage": supervisors,
  "workflow.manage": supervisors,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissions;

/** True when a role holds a permission. */
export function isAllowed(role: Role, permission: Permission): boolean {
  return (permissions[permission] as readonly Role[]).includes(role);
}
