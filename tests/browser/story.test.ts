import { describe, expect, it } from "vitest";
import { beginStory, walkStory } from "./guided-story.ts";
import { visitedProduct } from "./visited-product.ts";

const { visit } = visitedProduct();

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

describe("the guided story", () => {
  it.each([
    {
      locale: "en-GB",
      answered: "One business day after your last document",
      taken: "has taken C",
      sent: "✓ Sent to Maya Patel",
      reply: "One document of your application is still missing",
      asked: "How satisfied are you",
      resolved: "resolved C",
    },
    {
      locale: "zh-CN",
      answered: "一个工作日",
      taken: "已接手 C",
      sent: "✓ 已发送给 林晓",
      reply: "请问您想咨询开户",
      asked: "您对本次服务满意吗",
      resolved: "已解决 C",
    },
  ])("leads from a question over an alert and a script to a rating, in $locale", async (told) => {
    const { page, thread, answer } = await visit({ locale: told.locale });
    await beginStory(page);
    const seen = await walkStory(page);
    expect(seen.length).toBeGreaterThanOrEqual(5);
    expect(await answer(1)).toContain(told.answered);
    for (const text of [told.reply, told.asked]) await page.locator(".customer-pane").getByText(text).waitFor();
    for (const text of [told.answered, told.taken, told.reply, told.sent, told.resolved]) {
      await thread.getByText(text).first().waitFor();
    }
  });

  it("is walked by keys alone", async () => {
    const { page } = await visit();
    const press = async () => {
      await page.locator(".story .primary-button").focus();
      await page.keyboard.press("Enter");
    };
    await press();
    await page.locator(".story.is-on").waitFor();
    await walkStory(page, press);
    await page.locator(".customer-pane").getByText("One document of your application is still missing").waitFor();
  });

  it("brings the right view on a phone, and nothing is wider than the screen", async () => {
    const { page } = await visit(phone);
    await beginStory(page);
    const views: (string | null)[] = [];
    await walkStory(page, undefined, async () => {
      views.push(await page.locator(".pane-tabs [aria-pressed=true]").textContent());
      const isTooWide = "document.documentElement.scrollWidth > document.documentElement.clientWidth";
      expect(await page.evaluate(isTooWide)).toBe(false);
    });
    expect(views[0]).toContain("Customer");
    expect(views.some((view) => view?.includes("Agent"))).toBe(true);
    expect(views.some((view) => view?.includes("Manager"))).toBe(true);
  });

  it("is told on WeChat as well, begun again, and left at any time", async () => {
    const { page, say, answer } = await visit();
    await page.getByRole("button", { name: "WeChat 微信客服" }).click();
    await beginStory(page);
    await page.locator(".story .primary-button").click();
    await page.locator('.story-steps li[data-state="done"]').waitFor({ state: "attached" });
    await page.locator(".customer-pane").getByText("One business day after your last document").waitFor();
    await page.locator(".story").getByRole("button", { name: "Start again" }).click();
    await page.getByRole("heading", { name: "Ask what a customer would ask" }).waitFor();
    await page.getByRole("button", { name: "Play freely" }).click();
    await say("What is the minimum deposit?");
    // 微信客服 greets whoever opens the chat.
    expect((await answer(1)) + (await answer(2))).toContain("USD 100");
  });
});
