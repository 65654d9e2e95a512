import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { beginStory, walkStory } from "./guided-story.ts";
import { visitedProduct } from "./visited-product.ts";

const { visit } = visitedProduct();

interface Finding {
  impact: string | null;
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** What axe finds serious or critical, with where. */
async function findings(page: Page): Promise<string[]> {
  // In the page's own world: its policy forbids scripts that are put into the document.
  await page.evaluate(axe.source);
  const found = (await page.evaluate("axe.run(document).then(({ violations }) => violations)")) as Finding[]; // axe's own
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}

describe("axe finds nothing serious", () => {
  it.each([
    { name: "light, in English", colorScheme: "light", locale: "en-GB" },
    { name: "dark, in Chinese", colorScheme: "dark", locale: "zh-CN" },
  ] as const)("on the whole page: $name", async ({ colorScheme, locale }) => {
    const { page, openDrawer } = await visit({ colorScheme, locale, reducedMotion: "reduce" });
    expect(await findings(page)).toEqual([]);
    await beginStory(page);
    await walkStory(page);
    await openDrawer();
    await page.locator('.step[data-state="done"]').nth(4).waitFor();
    await page.locator(".details button").first().click();
    await page.locator(".json pre").waitFor();
    expect(await findings(page)).toEqual([]);
  });

  it("on a phone, in each view", async () => {
    const { page, say, answer } = await visit({
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
      reducedMotion: "reduce",
    });
    await page.getByRole("button", { name: "WeChat 微信客服" }).click();
    await say("Talk to a human");
    await answer(2);
    for (const tab of await page.locator(".pane-tabs button").all()) {
      await tab.click();
      expect(await findings(page)).toEqual([]);
    }
  });
});
