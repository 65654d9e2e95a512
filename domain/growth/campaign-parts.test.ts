import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { campaignDefinition } from "./campaign-definition.ts";
import { firstRun, nextRun, type Recurrence } from "./campaign-schedule.ts";
import { type CampaignStatus, campaignActs, nextCampaignStatus } from "./campaign-state.ts";
import { campaignStatuses } from "./campaign-words.ts";
import { chooseVariant } from "./choose-variant.ts";
import { linksIn, withLinks } from "./template-links.ts";

const base = { name: "News", type: "one_time", segment: { everyone: true }, content: { en: "Hello" } };

describe("what a file says of a campaign", () => {
  it.each([
    ["nobody named", { segment: {} }],
    ["an unknown condition", { segment: { stages: ["closed"] } }],
    ["an unknown stage", { segment: { stage: ["won"] } }],
    ["no text", { content: {} }],
    ["a text and variants", { variants: two() }],
    ["one variant", { content: undefined, variants: [two()[0]] }],
    ["variants of one name", { content: undefined, variants: [two()[0], two()[0]] }],
    [
      "variants in different languages",
      { content: undefined, variants: [two()[0], { name: "B", content: { zh: "x" } }] },
    ],
    ["a recurring one without a schedule", { type: "recurring" }],
    ["a one-time one with a schedule", { schedule: { every_days: 1, at: "10:00" } }],
    ["a time that is none", { type: "recurring", schedule: { every_days: 1, at: "25:00" } }],
    ["a placeholder in a link", { content: { en: "https://x.example/{customer_name}" } }],
  ])("is refused with %s", (_what, change) => {
    expect(campaignDefinition.safeParse({ ...base, ...change }).success).toBe(false);
  });

  it("is taken as it is otherwise, and variants weigh the same unless they say more", () => {
    expect(campaignDefinition.parse(base)).toEqual(base);
    const read = campaignDefinition.parse({ ...base, content: undefined, variants: two() });
    expect(read.variants?.map(({ weight }) => weight)).toEqual([1, 1]);
  });

  function two() {
    return [
      { name: "A", content: { en: "a" } },
      { name: "B", content: { en: "b" } },
    ];
  }
});

describe("a campaign's status", () => {
  it("never leaves its end, and always is one of the list, whatever is done to it", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...campaignActs), { maxLength: 20 }), (acts) => {
        let status: CampaignStatus = "draft";
        let hasStarted = false;
        for (const act of acts) {
          const next = nextCampaignStatus({ status, hasStarted }, act);
          if (status === "completed" || status === "cancelled") expect(next).toBeNull();
          if (next === null) continue;
          if (act === "start") hasStarted = true;
          // Nothing runs that did not start.
          if (next === "running") expect(hasStarted).toBe(true);
          status = next;
        }
        expect(campaignStatuses.codes).toContain(status);
      }),
    );
  });
});

describe("a variant", () => {
  const variants = [
    { name: "A", weight: 1 },
    { name: "B", weight: 3 },
  ];

  it("stays a customer's own", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (campaignId, customerId) => {
        const chosen = chooseVariant(variants, { campaignId, customerId });
        expect(chosen).not.toBeNull();
        expect(chooseVariant(variants, { campaignId, customerId })).toBe(chosen);
      }),
    );
  });

  it("is chosen as often as its weight says", () => {
    const counts = { A: 0, B: 0 };
    for (let index = 0; index < 4000; index += 1) {
      const chosen = chooseVariant(variants, { campaignId: "c", customerId: String(index) });
      if (chosen) counts[chosen.name as "A" | "B"] += 1;
    }
    expect(counts.B / 4000).toBeGreaterThan(0.71);
    expect(counts.B / 4000).toBeLessThan(0.79);
  });

  it("is none where there are none", () => {
    expect(chooseVariant([], { campaignId: "c", customerId: "x" })).toBeNull();
  });
});

describe("the runs of a recurring campaign", () => {
  const zone = "Europe/Berlin";
  const recurrence: Recurrence = { every_days: 7, at: "10:00" };

  it("stay at their hour on the wall when the clocks change", () => {
    const first = firstRun(recurrence, new Date("2026-03-24T12:00:00Z"), zone);
    expect(first.toISOString()).toBe("2026-03-25T09:00:00.000Z");
    expect(nextRun(recurrence, first, first, zone)?.toISOString()).toBe("2026-04-01T08:00:00.000Z");
  });

  it("that were missed are not made up for, and keep their days", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 20_000 }), (every, hours) => {
        const last = new Date("2026-01-01T09:00:00Z");
        const now = new Date(last.getTime() + hours * 3_600_000);
        const next = nextRun({ every_days: every, at: "10:00" }, last, now, zone);
        expect(next?.getTime()).toBeGreaterThan(now.getTime());
        const days = Math.round(((next?.getTime() ?? 0) - last.getTime()) / 86_400_000);
        expect(days % every).toBe(0);
        expect((next?.getTime() ?? 0) - now.getTime()).toBeLessThanOrEqual((every * 24 + 2) * 3_600_000);
      }),
    );
  });

  it("end with their last day", () => {
    const last = new Date("2026-03-25T09:00:00Z");
    expect(nextRun({ ...recurrence, until: "2026-03-31" }, last, last, zone)).toBeNull();
    expect(nextRun({ ...recurrence, until: "2026-04-01" }, last, last, zone)).not.toBeNull();
  });
});

describe("the links of a template", () => {
  it.each([
    ["See https://a.example/x?y=1, or not.", ["https://a.example/x?y=1"]],
    ["详见 https://a.example/新闻。谢谢", ["https://a.example/新闻"]],
    ["(http://a.example) and ftp://b.example", ["http://a.example"]],
    ["javascript:alert(1) https://", []],
  ])("of “%s” are %j", (text, links) => {
    expect(linksIn(text)).toEqual(links);
  });

  it("are each replaced whole, also where one begins like another", () => {
    const text = "https://a.example/x https://a.example/x/y";
    expect(withLinks(text, linksIn(text), (url) => `<${url}>`)).toBe("<https://a.example/x> <https://a.example/x/y>");
  });
});
