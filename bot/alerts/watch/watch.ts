import type { Clock } from "../../../infra/clock.ts";
import type { Database } from "../../../infra/db/connect.ts";
import type { BlobStore } from "../../../infra/files/blob-store.ts";
import type { ChannelDirectory } from "../../channels/channel-directory.ts";
import type { GapDeps } from "../../gaps/list-gaps.ts";

export interface WatchDeps {
  db: Database;
  channels: ChannelDirectory;
  blobs: BlobStore;
  clusterQuestions: GapDeps["clusterQuestions"];
  clock: Clock;
}

/** One look at one organisation: each transaction of it locks what it changes, so several processes may look at once. */
export type Watch = (deps: WatchDeps, orgId: string) => Promise<void>;
