import { z } from "zod";
import { bringUpToDate } from "../../../../bot/performance/bring-up-to-date.ts";
import { daysOf, readFigures } from "../../../../bot/performance/read-figures.ts";
import { kpiToday } from "../../../../domain/performance/kpi-day.ts";
import { inOrganization, type OrgScope } from "../../../../infra/db/organization-scope.ts";
import { defineRoute, reply } from "../api-route.ts";
import { line, none, StaffRef } from "../fields.ts";
import { Figures, PersonFigures, showFigures, showPerson } from "../figure-shape.ts";
import { Days, PeriodWord, requirePeriod } from "../kpi-period.ts";
import { requireSubject } from "../kpi-subject.ts";
import { ApiError } from "../problem.ts";

const share = z.number().nullable();

const Kpis = z
  .object({
    of: z.object({ kind: z.enum(["person", "team", "everybody"]), name: z.string().nullable() }),
    period: Days,
    before: Days.describe("What it is compared with"),
    figures: Figures,
    figuresBefore: Figures,
    people: z.array(PersonFigures).describe("Of a team or everybody: each who did something, the best first"),
    trend: z
      .array(
        z.object({
          day: z.string(),
          score: share,
          answered: share.describe("Per cent of the waits"),
          deadlinesMet: share.describe("Per cent of the deadlines"),
        }),
      )
      .describe("Each day of the period; of a single day the seven up to it"),
  })
  .meta({ id: "Kpis" });

const query = z.object({
  who: StaffRef.optional(),
  team: line(100).optional().describe("A team by its name; without `who` or `team` it is everybody"),
  period: PeriodWord.default("week"),
});

export const getKpis = defineRoute({
  method: "get",
  path: "/kpis",
  operationId: "getKpis",
  summary: "Figures of a person, a team or everybody in a period",
  description:
    "Service and sales together, as of now: days that the night has not worked out yet are worked out first.",
  permission: "performance.all",
  params: none,
  query,
  body: null,
  responses: { 200: { description: "The figures", schema: Kpis } },
  prepare: async ({ deps, key, query: asked }) => {
    const { subject, period } = await inOrganization(deps.db, key.orgId, (scope) =>
      readAsked(scope, asked, deps.clock.now()),
    );
    await bringUpToDate(deps, key.orgId, subject.userIds, daysOf(period));
  },
  handle: async ({ scope, deps, query: asked }) => {
    const { subject, period } = await readAsked(scope, asked, deps.clock.now());
    const { now, before, people, trend } = await readFigures(scope, subject, period);
    const kpis = {
      of: { kind: subject.kind, name: subject.kind === "everybody" ? null : subject.name },
      period: { from: period.from, to: period.to },
      before: period.before,
      figures: showFigures(now),
      figuresBefore: showFigures(before),
      people: people.map(showPerson),
      trend: trend.map(({ deadlines, ...day }) => ({ ...day, deadlinesMet: deadlines })),
    };
    return reply(200, kpis, subject.about);
  },
});

async function readAsked(scope: OrgScope, asked: z.output<typeof query>, now: Date) {
  if (asked.who !== undefined && asked.team !== undefined) {
    throw new ApiError("invalid-request", { detail: "query: who or team, not both" });
  }
  const subject = await requireSubject(scope, asked);
  return { subject, period: requirePeriod(asked.period, await kpiToday(scope, now)) };
}
