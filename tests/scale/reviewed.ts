import type { Measured } from "./measure.ts";

/** What may read a large table whole, and why. Without a name: whoever does. */
const reviewed: readonly { name?: string; table: string; why: string }[] = [
  {
    name: "/merge",
    table: "customers",
    why: "who of all customers may be one person: everybody is compared with everybody, when a manager asks",
  },
  { name: "/merge", table: "leads", why: "the same, by what they wrote in forms and chats" },
  {
    name: "/customer",
    table: "customers",
    why: "a search by any field, also an organisation's own (city=…): an index for each would cost more than it gains",
  },
  { table: "kpi_days", why: "a row a day: it is large beside the small form alone" },
  {
    name: "job rebuild_funnel",
    table: "customers",
    why: "at night, of all customers; the parts of a hundred whose money is looked up by a scan take milliseconds",
  },
];

/** What reads a large table whole and was not looked at, in words. */
export function unreviewed({ name, reads }: Measured): string[] {
  const open = reads.filter(({ table }) => !reviewed.some((one) => (one.name ?? name) === name && one.table === table));
  return open.map(
    ({ table, rows, of, how, statement }) =>
      `${name} reads ${table} (${how}, ${rows} of ${of}): ${statement.replace(/\s+/g, " ").slice(0, 600)}`,
  );
}
