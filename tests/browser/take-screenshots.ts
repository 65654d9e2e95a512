/**
 * A program: starts the product on an empty data directory, walks the guided story, and writes the README's pictures. Run
 * by hand when the page has changed: `npm run screenshots [FOLDER]`. The machine needs fonts for Chinese and emoji
 * (Debian: fonts-inter, fonts-noto-cjk, fonts-noto-color-emoji).
 */
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { animatedPicture, type Frame } from "./animated-picture.ts";
import { beginStory, walkStory } from "./guided-story.ts";
import { openBrowser } from "./open-browser.ts";
import { openPlayground } from "./playground-page.ts";
import { spawnProduct } from "./spawn-product.ts";

interface Shot {
  name: string;
  context: BrowserContextOptions;
  /** How many steps of the story before the picture is taken. */
  steps: number;
  isDrawerOpen?: boolean;
}

const laptop: BrowserContextOptions = { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 2 };

const shots: readonly Shot[] = [
  { name: "playground", context: { ...laptop, locale: "en-GB", colorScheme: "light" }, steps: 4 },
  {
    name: "playground-dark",
    context: { ...laptop, locale: "zh-CN", colorScheme: "dark" },
    steps: 1,
    isDrawerOpen: true,
  },
];

const filmSize = { width: 1200, height: 720 };

/** Takes one picture in the middle of the story, as `FOLDER/NAME.png`. */
async function takeScreenshot(browser: Browser, url: string, shot: Shot, folder: string): Promise<void> {
  const { page, openDrawer, close } = await openPlayground(browser, url, shot.context);
  if (shot.isDrawerOpen) await openDrawer();
  await beginStory(page);
  let steps = 0;
  await walkStory(page, undefined, async () => {
    if (++steps !== shot.steps) return;
    await rest(page);
    await page.screenshot({ path: join(folder, `${shot.name}.png`), animations: "disabled" });
  });
  await close();
}

/** The whole story as a moving picture, `FOLDER/story.gif`. */
async function filmStory(browser: Browser, url: string, folder: string): Promise<void> {
  const context: BrowserContextOptions = { viewport: filmSize, locale: "en-GB", colorScheme: "light" };
  const { page, close } = await openPlayground(browser, url, context);
  const frames: Frame[] = [];
  const keep = async (milliseconds: number) => {
    await rest(page);
    frames.push({ png: await page.screenshot({ animations: "disabled" }), milliseconds });
  };
  await keep(1_500);
  await beginStory(page);
  await walkStory(page, undefined, () => keep(2_800));
  await close();
  await writeFile(join(folder, "story.gif"), await animatedPicture(browser, filmSize, frames));
}

/** Until what the last act set off is shown everywhere: nothing is under way, and the page has not changed for a moment. */
async function rest(page: Page): Promise<void> {
  const shown = () => page.locator("main").innerText();
  for (let before = ""; ; ) {
    const now = await shown();
    if (now === before && (await page.locator(".working").count()) === 0) return;
    before = now;
    await page.waitForTimeout(700);
  }
}

async function main(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const browser = await openBrowser();
  for (const shot of shots) await withProduct((url) => takeScreenshot(browser, url, shot, folder));
  await withProduct((url) => filmStory(browser, url, folder));
  await browser.close();
}

/** A product that nobody has written to yet. */
async function withProduct(work: (url: string) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "deskhand-screenshot-"));
  await chmod(dataDir, 0o711); // for the database's user, when run as root
  const product = await spawnProduct({ DESKHAND_DATA_DIR: dataDir });
  await work(product.url);
  await product.stop();
  await rm(dataDir, { recursive: true, force: true });
}

await main(process.argv[2] ?? fileURLToPath(new URL("../../docs/images", import.meta.url)));
