import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";

export interface PlaygroundPage {
  page: Page;
  /** What the console complained of, and requests that went to another origin than the product's. */
  problems: string[];
  /** Writes as the customer and sends it by the keyboard. */
  say(text: string): Promise<void>;
  /** The text of the desk's bubble number `count` at the customer, once it is there. */
  answer(count: number): Promise<string>;
  /** The conversation's thread as the agent has it open. */
  thread: Locator;
  /** Writes as the chosen agent where they are. */
  sayAsAgent(text: string): Promise<void>;
  /** Opens the drawer that shows what an act set off. */
  openDrawer(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the page as somebody new, in a browser profile of its own. */
export async function openPlayground(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<PlaygroundPage> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const problems = watch(page, new URL(url).origin);
  await page.goto(url);
  await page.getByRole("log").first().waitFor();
  const sayIn = async (box: string, text: string) => {
    await page.locator(box).fill(text);
    await page.locator(box).press("Enter");
  };
  return {
    page,
    problems,
    say: (text) => sayIn("#message-box", text),
    answer: async (count) => {
      const answers = page.locator(".bubble-line:not(.own) .said");
      await answers.nth(count - 1).waitFor();
      return (await answers.nth(count - 1).textContent()) ?? "";
    },
    thread: page.locator(".desk-pane .posts"),
    sayAsAgent: (text) => sayIn("#desk-box", text),
    openDrawer: () => page.locator(".drawer-toggle").click(),
    close: () => context.close(),
  };
}

function watch(page: Page, origin: string): string[] {
  const problems: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin) problems.push(`request: ${request.url()}`);
  });
  return problems;
}
