import type { Locator } from "playwright-core";
import { describe, expect, it } from "vitest";
import { visitedProduct } from "./visited-product.ts";

const { visit } = visitedProduct();

describe("an agent in the workspace", () => {
  it("takes a conversation by its button, and plain lines reach the customer", async () => {
    const { page, say, thread, sayAsAgent } = await visit();
    await say("Talk to a human");
    await threadOpened(thread, "asks for a person");
    await thread.getByRole("button", { name: "Take" }).first().click();
    await thread.getByText("has taken C").first().waitFor();
    await sayAsAgent("Good morning, how can I help?");
    await page.locator(".customer-pane").getByText("Good morning, how can I help?").waitFor();
    await sayAsAgent("// she sounds tired");
    await thread.getByText("Internal, not sent").waitFor();
    expect(await page.locator(".customer-pane").getByText("she sounds tired").count()).toBe(0);
  });

  it("is shown alone what only the acting person may see", async () => {
    const { page, say, thread, sayAsAgent } = await visit();
    await say("What can I trade?");
    await thread.getByText("45 currency pairs").waitFor();
    await sayAsAgent("@deskhand help");
    await thread.getByText("Only visible to you").first().waitFor();
    await page.locator(".desk-pane select").selectOption("lead");
    await page.getByPlaceholder("Reply in thread as Daniel Okafor").waitFor();
    await expect.poll(() => thread.getByText("Only visible to you").count()).toBe(0);
  });

  it("types slash commands in the channel, and is told that threads take none", async () => {
    const { page, say, thread, sayAsAgent } = await visit();
    await say("Talk to a human");
    await threadOpened(thread, "asks for a person");
    await sayAsAgent("/take");
    await page.getByText("Slack takes no slash commands in threads. Write: @deskhand take").waitFor();
    const code = (await page.locator(".thread-list [aria-current] code").textContent()) ?? "";
    await page.locator(".thread-list").getByRole("button", { name: "desk", exact: true }).click();
    await sayAsAgent(`/take ${code}`);
    await page.locator(".thread-list").getByRole("button", { name: code }).click();
    await thread.getByText(`has taken ${code}`).first().waitFor();
  });

  it("sees in the drawer what a pressed button set off", async () => {
    const { page, say, thread, openDrawer } = await visit();
    await openDrawer();
    await say("Talk to a human");
    await threadOpened(thread, "asks for a person");
    await thread.getByRole("button", { name: "Take" }).first().click();
    const steps = page.locator('.step[data-state="done"]');
    await page.locator(".acts [aria-current]").getByText("take").waitFor();
    await steps.nth(4).waitFor();
    expect(await steps.nth(0).locator(".facts").textContent()).toMatch(/POST \/webhooks\/slack.*200/);
    await steps.nth(0).getByRole("button", { name: "payload" }).click();
    expect(await steps.nth(0).locator("pre").textContent()).toContain('"type": "block_actions"');
    expect(await steps.nth(3).locator(".facts").textContent()).toContain("taken");
    await steps.nth(4).getByRole("button", { name: "chat.postMessage" }).first().click();
    expect(await steps.nth(4).locator("pre").textContent()).toContain("has taken C");
  });
});

describe("a customer on WeChat", () => {
  it("is answered, can take a message back, and the agent sees both", async () => {
    const { page, say, thread } = await visit({ locale: "zh-CN" });
    await page.getByRole("button", { name: "微信客服" }).click();
    await say("最低入金是多少？");
    await page.locator(".customer-pane").getByText("首次入金至少 100 美元").waitFor();
    await thread.getByText("首次入金至少 100 美元").waitFor();
    const own = page.locator(".bubble-line.own");
    await own.first().hover();
    await own.first().getByRole("button", { name: "撤回" }).click();
    await page.getByText("您撤回了一条消息").waitFor();
    await thread.getByText("撤回了消息").waitFor();
  });

  it("has the way of each message shown, from the bell to kf/send_msg", async () => {
    const { page, say, openDrawer } = await visit();
    await openDrawer();
    await page.getByRole("button", { name: "WeChat 微信客服" }).click();
    await say("What is the minimum deposit?");
    const steps = page.locator('.step[data-state="done"]');
    await page.locator(".acts [aria-current]").getByText("minimum deposit").waitFor();
    await steps.nth(4).waitFor();
    await steps.nth(4).getByRole("button", { name: "kf/send_msg" }).click();
    expect(await steps.nth(4).locator("pre").textContent()).toContain('"msgtype": "text"');
  });
});

describe("a manager", () => {
  it("uses commands in the alert channel as the chosen person", async () => {
    const { page } = await visit();
    await page.locator("#alerts-box").fill("/help");
    await page.locator("#alerts-box").press("Enter");
    await page.locator(".alerts-pane .posts").getByText("Only visible to you").waitFor();
    await page.locator(".alerts-pane select").selectOption("compliance");
    // Alerts that others' conversations raised may stand there; the manager's answer must not.
    await expect.poll(() => page.locator(".alerts-pane").getByText("Only visible to you").count()).toBe(0);
  });
});

/** The conversation's own thread stands open, and something was said in it. */
async function threadOpened(thread: Locator, said: string): Promise<void> {
  await thread.locator(".card").waitFor();
  await thread.getByText(said).waitFor();
}
