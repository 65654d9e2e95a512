import { z } from "zod";
import { isBoardOn } from "../../../../bot/performance/board.ts";
import { bringUpToDate } from "../../../../bot/performance/bring-up-to-date.ts";
import { readPeople } from "../../../../bot/performance/read-figures.ts";
import { kpiToday } from "../../../../domain/performance/kpi-day.ts";
import { everybody } from "../../../../domain/performance/whose-figures.ts";
import { inOrganization } from "../../../../infra/db/organization-scope.ts";
import { defineRoute, reply } from "../api-route.ts";
import { none } from "../fields.ts";
import { PersonFigures, showPerson } from "../figure-shape.ts";
import { Days, PeriodWord, requirePeriod } from "../kpi-period.ts";
import { Problem } from "../problem.ts";
import { refuseByRule } from "../refuse-by-rule.ts";
import { holds } from "../require-permission.ts";

const Leaderboard = z
  .object({
    period: Days,
    items: z.array(PersonFigures).describe("Everybody who has a score in the period, the best first"),
  })
  .meta({ id: "Leaderboard" });

const off = {
  en: "The leaderboard is off; a manager switches it on with /kpi board on. A key with performance.all sees it all the same",
  zh: "排行榜未开启，可由经理通过 /绩效 排行 开 开启；具有 performance.all 权限的密钥不受限制",
};

export const getLeaderboard = defineRoute({
  method: "get",
  path: "/leaderboard",
  operationId: "getLeaderboard",
  summary: "Everybody by their score in a period",
  description: "While managers have it switched off, only for a key that also has the permission `performance.all`.",
  permission: "performance.read",
  params: none,
  query: z.object({ period: PeriodWord.default("month") }),
  body: null,
  responses: {
    200: { description: "The board", schema: Leaderboard },
    409: { description: "A rule says no", schema: Problem },
  },
  rules: { "leaderboard.off": off.en },
  prepare: async ({ deps, key, query }) => {
    const { userIds, period } = await inOrganization(deps.db, key.orgId, async (scope) => {
      if (!holds(key, "performance.all") && !(await isBoardOn(scope))) refuseByRule("leaderboard.off", off);
      const today = await kpiToday(scope, deps.clock.now());
      return { userIds: await everybody(scope), period: requirePeriod(query.period, today) };
    });
    await bringUpToDate(deps, key.orgId, userIds, period);
  },
  handle: async ({ scope, deps, query }) => {
    const period = requirePeriod(query.period, await kpiToday(scope, deps.clock.now()));
    const people = await readPeople(scope, await everybody(scope), period);
    const items = people.filter(({ score }) => score !== null).map(showPerson);
    const { from, to } = period;
    return reply(200, { period: { from, to }, items }, { type: "organization", id: scope.orgId });
  },
});
