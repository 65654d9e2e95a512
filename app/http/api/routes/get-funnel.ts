import { z } from "zod";
import { readPeriod } from "../../../../domain/funds/funnel-period.ts";
import { readFunnelReport } from "../../../../domain/funds/funnel-report.ts";
import { organizationTimezone } from "../../../../domain/organisation/settings/organization.ts";
import { readSetting } from "../../../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../../../domain/organisation/settings.ts";
import { defineRoute, reply } from "../api-route.ts";
import { line, none } from "../fields.ts";
import { Days, refusePeriod } from "../kpi-period.ts";
import { requireTeam } from "../kpi-subject.ts";

const Money = z.object({ amount: z.string().describe("A decimal number"), currency: z.string() });

const Funnel = z
  .object({
    team: z.string().nullable(),
    period: Days,
    contacts: z.int().describe("Customers whose first contact fell into the period"),
    passed: z.int(),
    joinedGroup: z.int(),
    accounts: z.int(),
    firstDeposits: z.int(),
    vips: z.int(),
    deposits: z.int(),
    withdrawals: z.int(),
    paidIn: z.array(Money).describe("Confirmed deposits of the period, each currency by itself"),
    paidOut: z.array(Money),
    inBase: z.object({
      currency: z.string().describe("The base currency"),
      paidIn: z.string(),
      paidOut: z.string(),
      net: z.string(),
      withoutRate: z
        .array(z.string())
        .describe("Currencies that are in none of the three sums: a day of theirs has no rate"),
    }),
  })
  .meta({ id: "Funnel" });

export const getFunnel = defineRoute({
  method: "get",
  path: "/funnel",
  operationId: "getFunnel",
  summary: "How many came, opened an account and paid in within a period",
  permission: "funnel.read",
  params: none,
  query: z.object({
    team: line(100).optional().describe("Of the customers of a team's members; absent: of everybody's"),
    period: z
      .string()
      .trim()
      .min(1)
      .max(40)
      .default("month")
      .describe(
        "today, yesterday, week (seven days), month, year, a month (2026-10) or a day (2026-10-05), in the organisation's zone",
      ),
  }),
  body: null,
  responses: { 200: { description: "The figures", schema: Funnel } },
  handle: async ({ scope, deps, query }) => {
    const zone = readSetting(await loadSettings(scope), organizationTimezone);
    const period = readPeriod(query.period, deps.clock.now(), zone) ?? refusePeriod();
    const team = query.team === undefined ? null : await requireTeam(scope, query.team);
    const { days, figures, sums, baseCurrency } = await readFunnelReport(scope, period, team?.id ?? null);
    const { without, ...inBase } = sums;
    const funnel = {
      ...{ team: team?.name ?? null, period: { from: days.first, to: days.last }, ...figures },
      inBase: { currency: baseCurrency, ...inBase, withoutRate: without },
    };
    return reply(200, funnel, team ? { type: "team", id: team.id } : { type: "organization", id: scope.orgId });
  },
});
