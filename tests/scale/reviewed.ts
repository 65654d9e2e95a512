import type { Measured } from "./measure.ts";

/** A part of so many customers at a time is most of a table below this. */
const FEW_ROWS = 50_000;

/** What may read a large table whole, and why. Without a name: whoever does; `isFew`: only where it has few rows. */
const reviewed: readonly { name?: string; table: string; why: string; isFew?: true }[] = [
  ...["refresh_funnel", "rebuild_funnel", "score_customers", "verify"].flatMap((job) =>
    ["messages", "conversations", "customer_activities", "funnel_tofu", "deposits"].map((table) => ({
      name: `job ${job}`,
      table,
      why: "in parts of many customers, each looked up by index: in the small form one part is most of them",
      isFew: true as const,
    })),
  ),
  {
    name: "/customer",
    table: "customers",
    why: "five hundred with a value that many have, by index, and the two thousand heard of last: most of them in the small form",
    isFew: true,
  },
  {
    name: "/merge",
    table: "customers",
    why: "a thousand customers at most, each looked up by index: half of them in the small form",
    isFew: true,
  },
  {
    table: "audit_logs",
    why: "what was written since the last seal: the small form has few acts before it",
    isFew: true,
  },
  {
    name: "listMergeProposals",
    table: "customers",
    why: "of fifty customers a page, each looked up by index: in the small form one page is much of them",
    isFew: true,
  },
  {
    name: "job fade_memories",
    table: "memories",
    why: "at night, in one pass: how much of a memory is left is worked out anew each day",
  },
  { table: "kpi_days", why: "a row a day: it is large beside the small form alone" },
  {
    name: "job rebuild_funnel",
    table: "customers",
    why: "at night, of all customers; the parts of a hundred whose money is looked up by a scan take milliseconds",
  },
  {
    name: "job verify",
    table: "script_uses",
    why: "a script that was used lately is counted from all its uses, by index, as each use of it does: most are",
  },
  { name: "job verify", table: "customers", why: "the same parts, of whom something changed about" },
  {
    name: "job verify",
    table: "outbox_events",
    why: "the jobs before it tell of every tier that they move: of all events a third is of the last two days",
  },
];

/** What reads a large table whole and was not looked at, in words. */
export function unreviewed({ name, reads }: Measured): string[] {
  const open = reads.filter((read) => !reviewed.some((one) => fits(one, name, read)));
  return open.map(
    ({ table, rows, of, how, statement }) =>
      `${name} reads ${table} (${how}, ${rows} of ${of}): ${statement.replace(/\s+/g, " ").slice(0, 600)}`,
  );
}

function fits(one: (typeof reviewed)[number], name: string, { table, of }: Measured["reads"][number]): boolean {
  return (one.name ?? name) === name && one.table === table && (!one.isFew || Number(of) < FEW_ROWS);
}
