/**
 * `npm run bench`: the product's speed on this machine, what one message spends its time on, and the product beside other
 * bots, as tables and one line of JSON a figure. `npm run bench -- product`, `-- steps` or `-- compare` runs one of them,
 * `-- growth` what things cost with `--sizes 10000,100000,1000000` stored messages, which takes a while and is not run else:
 * `--keep FOLDER` keeps the databases there for the next time.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { startBenchProduct } from "./bench-product.ts";
import { compareWithOthers } from "./compare/compare.ts";
import { measureEmbedder } from "./embedder.ts";
import { benchFaqs } from "./faqs.ts";
import { type Figure, printFigures } from "./figures.ts";
import { copyOf, prepareFolder, removeFolders } from "./folders.ts";
import { measureGrowth } from "./growth/growth.ts";
import { type LoadGenerator, startLoadGenerator } from "./load.ts";
import { thisMachine } from "./machine.ts";
import { measureRetrieval } from "./retrieval.ts";
import { measureSignals } from "./signals.ts";
import { measureWhereTimeGoes } from "./where-time-goes.ts";

const CHATS = 512;
const SENDERS = [1, 16, 64];

const parts = ["product", "steps", "compare", "growth"] as const;

const { values, positionals: wanted } = parseArgs({
  options: { sizes: { type: "string", default: "10000,100000,1000000" }, keep: { type: "string" } },
  allowPositionals: true,
});
const unknown = wanted.find((part) => !parts.some((known) => known === part));
if (unknown) refuse(`There is no part ${unknown}: ${parts.join(", ")}, or none for all but growth`);
const sizes = values.sizes.split(",").map(Number);
// A smaller desk has nothing overdue to show.
const LEAST_MESSAGES = 10_000;
if (!sizes.every((size) => Number.isInteger(size) && size >= LEAST_MESSAGES)) {
  refuse(`--sizes are whole numbers from ${LEAST_MESSAGES} on with commas between, not "${values.sizes}"`);
}
const runs = (part: (typeof parts)[number]) => (wanted.length === 0 ? part !== "growth" : wanted.includes(part));

const load = await startLoadGenerator();
try {
  const prepared = await prepareFolder();
  if (runs("product")) printFigures(await measureProduct(prepared), thisMachine());
  if (runs("steps")) await measureWhereTimeGoes(load, await copyOf(prepared));
  if (runs("compare")) await compareWithOthers(load, () => copyOf(prepared));
  if (runs("growth")) {
    await measureGrowth(load, { prepared, sizes, ...(values.keep ? { keep: resolve(values.keep) } : {}) });
  }
} finally {
  await load.close();
  await removeFolders();
}

async function measureProduct(prepared: string): Promise<Figure[]> {
  return [
    ...(await measureIntake(load, await copyOf(prepared))),
    ...(await measureReplies(load, await copyOf(prepared))),
    ...(await measureRetrieval(prepared)),
    ...measureSignals(),
    await measureEmbedder(),
  ];
}

/** A process that only takes in: what the webhooks of one `web` process carry. */
async function measureIntake(generator: LoadGenerator, dataDir: string): Promise<Figure[]> {
  const product = await startBenchProduct({ dataDir, role: "web", ...generator.platforms });
  const figures: Figure[] = [];
  try {
    await generator.run({ ...target(product.url, "telegram"), kind: "saturate", senders: 16, milliseconds: 1_500 });
    for (const platform of ["telegram", "slack"] as const) {
      for (const senders of SENDERS) {
        const order = { ...target(product.url, platform), kind: "saturate", senders, milliseconds: 2_500 } as const;
        figures.push({ name: `intake ${platform}, ${senders} senders`, ...(await generator.run(order)) });
      }
      const order = { ...target(product.url, platform), kind: "acks", perSecond: 200, count: 800 } as const;
      figures.push({ name: `ack ${platform} at 200/s`, ...(await generator.run(order)) });
    }
  } finally {
    await product.stop();
  }
  return figures;
}

/** One process that does everything, over many chats. */
async function measureReplies(generator: LoadGenerator, dataDir: string): Promise<Figure[]> {
  const product = await startBenchProduct({ dataDir, role: "all", ...generator.platforms });
  const steps = [
    // The first of each chat makes a customer, a lead and a conversation: measured by itself.
    { name: "reply to strangers, all at once", perSecond: 0, count: CHATS },
    { name: "reply at 10/s", perSecond: 10, count: 60 },
    { name: "reply at 20/s", perSecond: 20, count: 160 },
    { name: "reply at 40/s", perSecond: 40, count: 240 },
    { name: "reply, all at once", perSecond: 0, count: CHATS },
  ];
  const figures: Figure[] = [];
  try {
    for (const { name, perSecond, count } of steps) {
      const questions = Array.from({ length: count }, (_, index) => benchFaqs[(index * 7) % 1_000]?.question ?? "");
      const order = { ...target(product.url, "telegram"), kind: "replies", perSecond, questions } as const;
      figures.push({ name, ...(await generator.run(order)) });
    }
  } finally {
    await product.stop();
  }
  return figures;
}

function target(url: string, platform: "telegram" | "slack") {
  return { url, platform, chats: CHATS, firstChat: 800_000_000 };
}

function refuse(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(2);
}
