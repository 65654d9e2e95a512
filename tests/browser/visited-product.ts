import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { openBrowser } from "./open-browser.ts";
import { openPlayground, type PlaygroundPage } from "./playground-page.ts";
import { type SpawnedProduct, spawnProduct } from "./spawn-product.ts";

const masterKey = Buffer.alloc(32, 7).toString("base64");

export interface VisitedProduct {
  /** A visitor of their own; when the test is over, nothing may have gone wrong in their browser. */
  visit(options?: BrowserContextOptions): Promise<PlaygroundPage>;
  /** A visitor in whose browser things may go wrong, closed by the test. */
  open(): Promise<PlaygroundPage>;
  /** Another process of the product on the same database. */
  start(variables?: Record<string, string>): Promise<SpawnedProduct>;
  /** Ends the product and starts it again at the same address; gives the exit code of the first. */
  restart(): Promise<number | null>;
}

/** One running product and one browser for all tests of a file. */
export function visitedProduct(): VisitedProduct {
  // A browser and a whole product share the machine with other tests.
  vi.setConfig({ testTimeout: 60_000 });
  let browser: Browser;
  let database: TestDatabase;
  let product: SpawnedProduct;
  const start = (variables: Record<string, string> = {}) =>
    spawnProduct({ DATABASE_URL: database.url, DESKHAND_MASTER_KEY: masterKey, ...variables });

  beforeAll(async () => {
    database = await createTestDatabase();
    [browser, product] = await Promise.all([openBrowser(), start()]);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await database.drop();
  });
  return {
    start,
    open: () => openPlayground(browser, product.url),
    visit: async (options = {}) => {
      const visitor = await openPlayground(browser, product.url, options);
      onTestFinished(async () => {
        await visitor.close();
        expect(visitor.problems).toEqual([]);
      });
      return visitor;
    },
    restart: async () => {
      const { port } = new URL(product.url);
      const code = await product.stop();
      product = await start({ PORT: port });
      return code;
    },
  };
}
