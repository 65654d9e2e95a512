import { connectOwner } from "../../../infra/db/connect.ts";
import { startBenchProduct } from "../bench-product.ts";
import { benchFaqs } from "../faqs.ts";
import { newFolder } from "../folders.ts";
import type { LoadGenerator } from "../load.ts";
import type { Took } from "./per-tenfold.ts";

const CHATS = 64;
const ACKNOWLEDGED = { perSecond: 100, count: 1_000 };
const ANSWERED = { perSecond: 5, count: 150 };

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
  const ask = ({ count, perSecond }: typeof ANSWERED) => {
    const questions = Array.from({ length: count }, (_, index) => benchFaqs[(index * 7) % 1_000]?.question ?? "");
    return load.run({ ...target, url: all.url, firstChat: 820_000_000, kind: "replies", perSecond, questions });
  };
  // The first of each chat makes a customer, and the first of all fills what is kept in memory.
  await ask({ count: CHATS, perSecond: 10 });
  const answered = await ask(ANSWERED);
  await all.stop();
  if (taken.failed + answered.failed > 0) throw new Error(`${taken.failed} not taken, ${answered.failed} not answered`);
  return [
    { name: `intake, acknowledged at ${ACKNOWLEDGED.perSecond}/s`, ms: taken.p50Ms },
    { name: `a turn, to the answer's arrival, at ${ANSWERED.perSecond}/s`, ms: answered.p50Ms },
  ];
}

/** What was only taken in is not worked while turns are measured. */
async function forgetWaiting(databaseUrl: string): Promise<void> {
  const owner = connectOwner(databaseUrl);
  await owner.raw("DELETE FROM graphile_worker._private_jobs");
  await owner.raw("DELETE FROM inbound_receipts WHERE status = 'pending'");
  await owner.destroy();
}
