import { afterAll, beforeAll, expect, it } from "vitest";
import { startScriptedModel } from "../../support/scripted-model.ts";
import { openStaffedDesk } from "../../support/surfaces/open-staffed-desk.ts";
import type { Surface } from "../../support/surfaces/surface.ts";
import { scenarios } from "./all.ts";
import type { Stage } from "./scenario.ts";

const TIMEOUT_MS = 90_000;

/** Plays every scenario on one platform, in one product. */
export function runScenarios(platform: Surface["platform"]): void {
  let stage: Stage;
  beforeAll(async () => {
    const model = await startScriptedModel();
    const desk = await openStaffedDesk(platform, { LLM_BASE_URL: model.url, LLM_MODEL: "scripted" });
    stage = { ...desk, model, close: () => desk.close().finally(() => model.close()) };
    // Who is asked is each scenario's own business.
    await stage.set("routing.mode", "manual");
  });
  afterAll(() => stage.close());

  const possible = scenarios.filter(({ isImpossibleOn = [] }) => !isImpossibleOn.includes(platform));
  it.each(possible.map((scenario) => [scenario.name, scenario] as const))(
    "%s",
    async (_name, { proves, run }) => {
      const before = stage.used.length;
      await run(stage);
      await stage.settled();
      expect(stage.used.slice(before)).toEqual(expect.arrayContaining([...proves]));
    },
    TIMEOUT_MS,
  );
}
