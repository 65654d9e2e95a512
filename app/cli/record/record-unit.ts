import type { OrgScope } from "../../../infra/db/organization-scope.ts";

/** What one pair of files (JSON and HTML) tells of: a customer from first to last, or everything of one day. */
export type RecordUnit =
  /** `customerIds`: theirs, and those of who was merged into them. What cannot move stays under its own. */
  { kind: "customer"; name: string; customerIds: string[] } | { kind: "day"; name: string; from: string; to: string };

/** Where the files of a unit stand in the export, without the ending. */
export function pathOfUnit({ kind, name }: RecordUnit): string {
  return `${kind === "customer" ? "customers" : "days"}/${name.replace(/[^\w-]/g, "_")}`;
}

/** What the conditions of the sections need. */
export function bindingsOf({ orgId }: OrgScope, unit: RecordUnit): Record<string, string | string[]> {
  return unit.kind === "customer" ? { orgId, customerIds: unit.customerIds } : { orgId, from: unit.from, to: unit.to };
}
