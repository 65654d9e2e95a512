import { describe, expect, it, onTestFinished } from "vitest";
import { visitedProduct } from "./visited-product.ts";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

const { visit, open, start, restart } = visitedProduct();

describe("a newcomer", () => {
  it("reads who they are from its first line, in a window that is too low for all of it", async () => {
    const { page } = await visit({ viewport: { width: 1366, height: 640 } });
    const box = page.locator(".customer-pane .messages");
    await page.locator(".beginning h3").waitFor();
    await expect.poll(() => box.evaluate(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight)).toBe(true);
    expect(await box.evaluate(({ scrollTop }) => scrollTop)).toBe(0);
  });

  it("asks in English and reads the approved answer with its source", async () => {
    const { say, answer } = await visit();
    await say("How long does a withdrawal take?");
    const text = await answer(1);
    expect(text).toContain("Requests that reach us before 15:00 (UTC+8) on a business day are processed the same day");
    expect(text).toContain("Source: How long does a withdrawal take?");
    expect(text).toMatch(/automated/i);
  });

  it("asks in Chinese and reads the approved answer with its source", async () => {
    const { page, say, answer } = await visit({ locale: "zh-CN" });
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-Hans");
    await say("出金多久到账？");
    const text = await answer(1);
    expect(text).toContain("工作日 15:00（北京时间）前提交的申请当天处理");
    expect(text).toContain("来源：出金多久到账？");
  });

  it("sees what the message set off: acknowledged, stored, answered with a confidence, delivered", async () => {
    const { page, say, answer, openDrawer } = await visit();
    await openDrawer();
    await say("What is the minimum deposit?");
    await answer(1);
    const steps = page.locator('.step[data-state="done"]');
    await steps.nth(4).waitFor();
    expect(await steps.nth(0).locator(".facts").textContent()).toMatch(/POST \/webhooks\/telegram.*200/);
    expect(await steps.nth(3).locator(".sources").textContent()).toContain("What is the minimum deposit?");
    expect(Number(await steps.nth(3).locator("output").textContent())).toBeGreaterThan(0.6);
    await steps.nth(0).getByRole("button", { name: "update" }).click();
    expect(await steps.nth(0).locator("pre").textContent()).toContain('"text": "What is the minimum deposit?"');
    await steps.nth(4).getByRole("button", { name: "sendMessage" }).click();
    expect(await steps.nth(4).locator("pre").textContent()).toContain('"ok": true');
  });

  it("needs no mouse: the suggestions, the message box and editing are reached by keys", async () => {
    const { page, answer, openDrawer } = await visit();
    await openDrawer();
    await page.getByRole("button", { name: "Can I lose my money?" }).focus();
    await page.keyboard.press("Enter");
    expect(await answer(1)).toContain("Returns are not guaranteed");
    await page.locator("#message-box").focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("End");
    await page.keyboard.type(" All of it?");
    await page.keyboard.press("Enter");
    await page.getByText("edited").waitFor();
    await page.getByRole("button", { name: "message_versions · 2" }).waitFor();
  });

  it("does not send a message by the Enter that ends the choice of a Chinese character", async () => {
    const { page } = await visit({ locale: "zh-CN" });
    await page.locator("#message-box").fill("chujin");
    await page.locator("#message-box").dispatchEvent("keydown", { key: "Enter", isComposing: true });
    expect(await page.locator("#message-box").inputValue()).toBe("chujin");
    expect(await page.locator(".bubble-line").count()).toBe(0);
  });

  it("sends a picture, sees it, and hears that a person will look at it", async () => {
    const { page, answer, openDrawer } = await visit();
    await openDrawer();
    await page.locator('input[type="file"]').setInputFiles({ name: "id.png", mimeType: "image/png", buffer: png });
    await page.locator(".customer-pane").getByRole("button", { name: "Send" }).click();
    await page.getByRole("img", { name: "Picture" }).waitFor();
    expect(await answer(1)).toMatch(/colleague|person/i);
    await page.getByText("waits for a person").waitFor();
  });

  it("becomes somebody new on request, and stays the same through a reload", async () => {
    const { page, say, answer } = await visit();
    await say("What can I trade?");
    await answer(1);
    await page.reload();
    expect(await answer(1)).toContain("45 currency pairs");
    await page.getByRole("button", { name: "New customer" }).click();
    await page.getByRole("heading", { name: "Ask what a customer would ask" }).waitFor();
    expect(await page.locator(".bubble-line").count()).toBe(0);
  });

  it("changes language and theme, and finds both as they were left", async () => {
    const { page } = await visit({ colorScheme: "light" });
    const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await background();
    await page.getByRole("button", { name: "中文" }).click();
    await page.getByRole("heading", { name: "发生了什么" }).waitFor();
    await page.getByRole("button", { name: "主题：跟随系统" }).click();
    await page.getByRole("button", { name: "主题：浅色" }).click();
    await expect.poll(background).not.toBe(light);
    await page.reload();
    await page.getByRole("button", { name: "主题：深色" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-Hans");
  });

  it("sees one view at a time on a phone, without anything wider than the screen", async () => {
    const { page, say, answer } = await visit({
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    });
    await say("How do I reset my password?");
    await answer(1);
    const isTooWide = "document.documentElement.scrollWidth > document.documentElement.clientWidth";
    expect(await page.evaluate(isTooWide)).toBe(false);
    await page.getByRole("button", { name: "Wire" }).click();
    await page.locator('.step[data-state="done"]').nth(4).waitFor();
    expect(await page.getByRole("log").filter({ visible: true }).count()).toBe(0);
    expect(await page.evaluate(isTooWide)).toBe(false);
  });
});

describe("the product with its page", () => {
  it("goes on after a restart with the same customer, who still sees what was said before", async () => {
    const { page, say, answer, thread, problems } = await open();
    await say("What leverage do you offer?");
    await answer(1);
    expect(await restart()).toBe(0);
    await page.getByText("Before the restart").waitFor();
    expect(await answer(1)).toContain("at most 1:30");
    await say("Where do I find my account statement?");
    expect(await answer(2)).toContain("Reports are kept for seven years");
    // The workspace forgot the thread: the desk opened it again.
    await thread.getByText("Where do I find my account statement?").first().waitFor();
    // While it was away the browser could not reach it, and says so.
    expect(problems.filter((problem) => !problem.includes("ERR_"))).toEqual([]);
    await page.close();
  }, 60_000);

  it("has no page and nothing behind it in production", async () => {
    const production = await start({ NODE_ENV: "production" });
    onTestFinished(async () => void (await production.stop()));
    const status = async (path: string) => (await fetch(new URL(path, production.url))).status;
    expect(await status("/healthz")).toBe(200);
    expect(await status("/")).toBe(404);
    expect(await status("/playground/api/desk")).toBe(404);
    expect(await status("/playground/static/main.js")).toBe(404);
  });
});
