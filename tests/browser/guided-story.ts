import type { Page } from "playwright-core";

/** Starts the guided story, or starts it again. */
export async function beginStory(page: Page): Promise<void> {
  await page.locator(".story .primary-button").click();
  await page.locator(".story.is-on").waitFor();
}

/** Walks to the end by `goOn` ("Next" by default); gives what each step said was to be seen. */
export async function walkStory(
  page: Page,
  goOn: () => Promise<void> = () => page.locator(".story .primary-button").click(),
  afterStep: () => Promise<void> = async () => undefined,
): Promise<string[]> {
  const seen: string[] = [];
  const done = page.locator('.story-steps li[data-state="done"]');
  while ((await page.locator('.story-steps li[data-state="next"]').count()) > 0) {
    const before = await done.count();
    await goOn();
    await done.nth(before).waitFor({ state: "attached" });
    await page.locator('.story .primary-button:not([aria-disabled="true"])').waitFor();
    seen.push((await page.locator(".story-told").textContent()) ?? "");
    await afterStep();
  }
  return seen;
}
