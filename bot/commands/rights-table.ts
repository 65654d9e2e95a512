import { isAllowed, type Permission } from "../../domain/organisation/permissions.ts";
import { roles } from "../../domain/organisation/values.ts";
import { commands } from "./registry.ts";

/** Which role may use which command, as a Markdown table: one row a command, one column a role. */
export function rightsTable(): string {
  const rows = [...commands]
    .sort((left, right) => left.name.localeCompare(right.name))
    .map(({ name, usage, permission }) => [`\`/${name}${usage ? ` ${usage}` : ""}\``, ...roles.map(cell(permission))]);
  const lines = [["command", ...roles], ["---", ...roles.map(() => ":-:")], ...rows];
  return lines.map((cells) => `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
}

function cell(permission: Permission) {
  return (role: (typeof roles)[number]) => (isAllowed(role, permission) ? "✓" : "–");
}
