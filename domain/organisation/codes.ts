import type { Knex } from "knex";
import type { Database } from "../../infra/db/connect.ts";

/** The counters behind human codes, with the number the first one gets. */
const firstNumbers = {
  customer: 1,
  employee: 1,
  conversation: 1001,
  alert: 1,
  approval: 1,
  script: 1,
  material: 1,
  course: 1,
  certificate: 1,
  merge: 1,
  campaign: 1,
  memory: 1,
} as const;
export type CodeName = keyof typeof firstNumbers;

/**
 * Takes the next number of a code in a statement of its own, so that the turn which needs it holds no lock that others
 * wait for. Gaps are possible (a turn that rolls back), doubles are not.
 */
export async function nextNumber(db: Database, orgId: string, name: CodeName): Promise<number> {
  return takeNumber(db.system, orgId, name);
}

/** The same inside a transaction that is short and may wait (commands, imports). */
export async function takeNumber(knex: Knex, orgId: string, name: CodeName): Promise<number> {
  const { rows } = await knex.raw(
    `INSERT INTO code_counters (org_id, name, value) VALUES (?, ?, ?)
     ON CONFLICT (org_id, name) DO UPDATE SET value = code_counters.value + 1 RETURNING value`,
    [orgId, name, firstNumbers[name]],
  );
  return Number(rows[0].value);
}

export const customerCode = (number: number) => `CUST_${String(number).padStart(5, "0")}`;
export const employeeCode = (number: number) => `EMP_${String(number).padStart(3, "0")}`;
export const scriptCode = (number: number) => `SCR_${String(number).padStart(3, "0")}`;
export const materialCode = (number: number) => `MAT_${String(number).padStart(3, "0")}`;
export const campaignCode = (number: number) => `CAM_${String(number).padStart(3, "0")}`;
export const conversationCode = (number: number | string) => `C${number}`;

/** Reads `C1042` or `c1042`; null when it is not one. */
export function parseConversationCode(text: string): number | null {
  const match = /^c(\d{1,15})$/i.exec(text.trim());
  return match ? Number(match[1]) : null;
}
