import { isAllowed, type Permission, permissions } from "../../domain/organisation/permissions.ts";
import { roles } from "../../domain/organisation/values.ts";
import { buttons } from "./button-registry.ts";
import { commands } from "./registry.ts";

/**
 * Which role holds which permission, as a Markdown table: one row a permission, with the commands and buttons that ask
 * for it.
 */
export function permissionsTable(): string {
  const all = Object.keys(permissions).sort() as Permission[];
  const rows = all.map((permission) => [
    `\`${permission}\``,
    usedBy(permission),
    ...roles.map((role) => (isAllowed(role, permission) ? "✓" : "–")),
  ]);
  const lines = [["permission", "opens", ...roles], ["---", "---", ...roles.map(() => ":-:")], ...rows];
  return lines.map((cells) => `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
}

/** What asks for it within a command, or elsewhere, and is no command or button of its own. */
const within: Partial<Record<Permission, string>> = {
  "alert.configure": "`/alerts rules`",
  "customer.block": "`/customer block`, `unblock`",
  "customer.tier": "`/customer tier`",
  "customer.verify": "`/customer verify`, `unverify`",
  "deposit.settle": "`/deposit confirm`, `fail`",
  "lead.assign": "`/lead assign` to others, `/lead next`",
  "lead.change": "`/lead qualify`, `convert`, `lose`, `reopen`",
  "performance.all": "`/kpi` of everybody",
  "performance.publish": "`/kpi board on`",
  "script.approve": "`/script approve`, `retire` of others",
  "script.write": "`/script add`, `edit`, `retire`",
  "setting.conduct": "settings of what is said and kept",
  "setting.people": "settings of who becomes staff",
  "training.all": "`/course` of others",
  "withdrawal.settle": "`/withdrawal confirm`",
};

function usedBy(permission: Permission): string {
  const asking = [
    ...commands.filter((one) => one.permission === permission).map(({ name }) => `\`/${name}\``),
    ...buttons.filter((one) => one.permission === permission).map(({ name }) => `button \`${name}\``),
  ];
  const part = within[permission];
  return (
    [...(part ? [part] : []), ...asking.sort()].join(", ") ||
    (permissions[permission].length === 0 ? "keys of the API" : "–")
  );
}
