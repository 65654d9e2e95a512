/**
 * A program: starts the product on an empty data directory, asks a question as a newcomer would, and writes the README's
 * pictures. Run by hand when the page has changed: `node --import tsx tests/browser/take-screenshots.ts [FOLDER]`.
 */
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { openBrowser } from "./open-browser.ts";
import { openPlayground } from "./playground-page.ts";
import { spawnProduct } from "./spawn-product.ts";

export interface Shot {
  name: string;
  questions: readonly string[];
  context: BrowserContextOptions;
}

const laptop: BrowserContextOptions = { viewport: { width: 1440, height: 940 }, deviceScaleFactor: 2 };

const shots: readonly Shot[] = [
  {
    name: "playground",
    questions: ["What is the minimum deposit?", "How long does a withdrawal take?"],
    context: { ...laptop, locale: "en-GB", colorScheme: "light" },
  },
];

/** Takes one picture: asks, waits for the answers and what is shown of them, and writes `FOLDER/NAME.png`. */
export async function takeScreenshot(browser: Browser, url: string, shot: Shot, folder: string): Promise<void> {
  const { page, say, answer, close } = await openPlayground(browser, url, shot.context);
  for (const [index, question] of shot.questions.entries()) {
    await say(question);
    await answer(index + 1);
    await page.locator('.step[data-state="done"]').nth(4).waitFor({ state: "attached" });
  }
  await page.getByRole("button", { name: "inbound_receipts" }).click();
  await page.screenshot({ path: join(folder, `${shot.name}.png`), animations: "disabled" });
  await close();
}

async function main(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const dataDir = await mkdtemp(join(tmpdir(), "deskhand-screenshot-"));
  await chmod(dataDir, 0o711); // for the database's user, when run as root
  const product = await spawnProduct({ DESKHAND_DATA_DIR: dataDir });
  const browser = await openBrowser();
  for (const shot of shots) await takeScreenshot(browser, product.url, shot, folder);
  await browser.close();
  await product.stop();
  await rm(dataDir, { recursive: true, force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(process.argv[2] ?? fileURLToPath(new URL("../../docs/images", import.meta.url)));
}
