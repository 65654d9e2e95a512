import { connectOwner } from "../../../infra/db/connect.ts";
import { startBenchProduct } from "../bench-product.ts";
import { benchFaqs } from "../faqs.ts";
import { newFolder } from "../folders.ts";
import type { LoadGenerator } from "../load.ts";
import type { Took } from "./per-tenfold.ts";

const CHATS = 32;
const ACKNOWLEDGED = { perSecond: 100, count: 1_000 };
/**
 * Two customers at once, each with the next question when the last was answered: no machine is asked for more than it
 * can.
 */
const TALKING = { atOnce: 2, milliseconds: 20_000 };

/** How long a webhook waits until its message is durable, and a customer for the answer, of processes of their own. */
export async function measureChats(load: LoadGenerator, databaseUrl: string): Promise<Took[]> {
  const common = { databaseUrl, ...load.platforms };
  const target = { platform: "telegram", chats: CHATS, firstChat: 810_000_000 } as const;
  const web = await startBenchProduct({ ...common, dataDir: await newFolder(), role: "web" });
  const acks = () => load.run({ ...target, url: web.url, kind: "acks", ...ACKNOWLEDGED });
  await acks();
  const taken = await acks();
  await web.stop();
  await forgetWaiting(databaseUrl);
  const all = await startBenchProduct({ ...common, dataDir: await newFolder(), role: "all" });
  const questions = Array.from({ length: 1_000 }, (_, index) => benchFaqs[(index * 7) % 1_000]?.question ?? "");
  const talk = () =>
    load.run({ ...target, url: all.url, firstChat: 820_000_000, kind: "dialogues", questions, ...TALKING });
  // The first of each chat makes a customer, and the first of all fills what is kept in memory.
  await talk();
  const answered = await talk();
  await all.stop();
  if (taken.failed + answered.failed > 0) throw new Error(`${taken.failed} not taken, ${answered.failed} not answered`);
  return [
    { name: `intake, acknowledged at ${ACKNOWLEDGED.perSecond}/s`, ms: taken.p50Ms },
    { name: "a turn, until the answer arrives", ms: answered.p50Ms },
  ];
}

/** What was only taken in is not worked while turns are measured. */
async function forgetWaiting(databaseUrl: string): Promise<void> {
  const owner = connectOwner(databaseUrl);
  await owner.raw("DELETE FROM graphile_worker._private_jobs");
  await owner.raw("DELETE FROM inbound_receipts WHERE status = 'pending'");
  await owner.destroy();
}
