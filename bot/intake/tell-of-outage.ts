import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { newId } from "../../infra/ids.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import type { Arrival } from "./store-receipts.ts";

/** What was kept on disk, for each organisation. */
export interface OutageTally {
  add(arrivals: Required<Arrival>[]): void;
  entries(): [orgId: string, kept: { messages: number; from: string; to: string }][];
}

/** Nobody is told of what waited a shorter time than a message takes to be answered anyway. */
const WORTH_TELLING_MS = 10_000;

export function createOutageTally(): OutageTally {
  const kept = new Map<string, { messages: number; from: string; to: string }>();
  return {
    add: (arrivals) => {
      for (const { source, receipts, arrivedAt } of arrivals) {
        const before = kept.get(source.orgId) ?? { messages: 0, from: arrivedAt, to: arrivedAt };
        kept.set(source.orgId, {
          messages: before.messages + receipts.length,
          from: arrivedAt < before.from ? arrivedAt : before.from,
          to: arrivedAt > before.to ? arrivedAt : before.to,
        });
      }
    },
    entries: () => [...kept],
  };
}

/** Managers of each organisation learn how many messages waited on disk, and from when to when they came. */
export async function tellOfOutage(db: Database, tally: OutageTally, clock: Clock): Promise<void> {
  for (const [orgId, { messages, from, to }] of tally.entries()) {
    if (clock.now().getTime() - new Date(from).getTime() < WORTH_TELLING_MS) continue;
    const [first, last] = [shortTime(from), shortTime(to)];
    await enqueueJob(db.system, {
      task: "tell_managers",
      key: `tell_managers:${newId()}`,
      payload: {
        orgId,
        kind: "intake_spooled",
        title: {
          en: `The database was away: ${messages} messages that came from ${first} to ${last} UTC were kept on disk and are worked now`,
          zh: `数据库曾不可用：${first} 至 ${last}（UTC）收到的 ${messages} 条消息已保存在磁盘上，现正处理`,
        },
      },
    });
  }
}

/** `2026-03-05 14:07:09`. */
function shortTime(iso: string): string {
  return iso.slice(0, 19).replace("T", " ");
}
