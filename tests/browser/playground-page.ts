import type { Browser, BrowserContextOptions, Page } from "playwright-core";

export interface PlaygroundPage {
  page: Page;
  /** What the console complained of, and requests that went to another origin than the product's. */
  problems: string[];
  /** Writes a message and sends it by the keyboard. */
  say(text: string): Promise<void>;
  /** The text of the newest bubble of the desk, once there are `count` of them. */
  answer(count: number): Promise<string>;
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
  await page.getByRole("log").waitFor();
  return {
    page,
    problems,
    say: async (text) => {
      await page.locator("#message-box").fill(text);
      await page.locator("#message-box").press("Enter");
    },
    answer: async (count) => {
      const answers = page.locator(".bubble-line:not(.own) .said");
      await answers.nth(count - 1).waitFor();
      return (await answers.nth(count - 1).textContent()) ?? "";
    },
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
