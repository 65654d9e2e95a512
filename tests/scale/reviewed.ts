import type { Measured } from "./measure.ts";

/** What may read a large table whole, and why. */
const reviewed: readonly { name: string; table: string; why: string }[] = [];

/** What reads a large table whole and was not looked at, in words. */
export function unreviewed({ name, reads }: Measured): string[] {
  const open = reads.filter(({ table }) => !reviewed.some((one) => one.name === name && one.table === table));
  return open.map(
    ({ table, rows, of, how, statement }) =>
      `${name} reads ${table} (${how}, ${rows} of ${of}): ${statement.replace(/\s+/g, " ").slice(0, 600)}`,
  );
}
