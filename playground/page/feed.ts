import { setTimeout as wait } from "node:timers/promises";
import type { EventStream } from "./event-stream.ts";
import type { Act } from "./read-acts.ts";

/** The customer's chat that a page shows; null before there is one. */
export type Watched = { channelId: string; chat: string } | null;

export interface Feed {
  /** Tells a page from now on what changes: `customer`, `workspace` (look again), and `acts` with the list. */
  join(stream: EventStream, watched: Watched): void;
  leave(stream: EventStream): void;
  customerChanged(channelId: string, chat: string): void;
  workspaceChanged(): void;
  /** Something went over a wire: the rows are looked at until they rest. */
  moved(): void;
  /** A word that a platform shows a customer for a moment. */
  notice(channelId: string, chat: string, text: string): void;
  readonly size: number;
  /** Ends every stream. */
  close(): Promise<void>;
}

/** What the rows say that pages must hear of. */
export interface Rows {
  acts: Act[];
  /** Where the watched customer's conversation stands. */
  conversation: unknown;
}

interface FeedDeps {
  readRows(watched: Watched): Promise<Rows>;
  onError(error: unknown): void;
}

interface Viewer {
  watched: Watched;
  /** What the rows said last. */
  shown: string;
  /** What it is to look at again, collected for a moment. */
  pending: Set<"customer" | "workspace">;
}

const LOOK_EVERY_MS = 120;
/** What is stored after the last word (a file's download, a late status) is still shown. */
const LOOK_ON_MS = 1_500;
const GIVE_UP_MS = 120_000;
/** Several changes at once are told once. */
const GATHER_MS = 30;

/** Tells pages what changes on the platforms (as it happens) and in the database (by looking while it works). */
export function createFeed({ readRows, onError }: FeedDeps): Feed {
  const viewers = new Map<EventStream, Viewer>();
  let lastMoveAt = 0;
  let looking: Promise<void> | null = null;
  let isClosed = false;

  const tell = (stream: EventStream, viewer: Viewer, what: "customer" | "workspace") => {
    if (viewer.pending.size === 0) setTimeout(() => flush(stream, viewer), GATHER_MS).unref();
    viewer.pending.add(what);
  };
  const flush = (stream: EventStream, viewer: Viewer) => {
    const pending = [...viewer.pending];
    viewer.pending.clear();
    if (viewers.has(stream)) for (const what of pending) stream.send(what, {});
  };
  const watching = (channelId: string, chat: string) =>
    [...viewers].filter(([, { watched }]) => watched?.channelId === channelId && watched.chat === chat);

  const moved = () => {
    lastMoveAt = performance.now();
    if (isClosed || viewers.size === 0) return;
    looking ??= look().finally(() => {
      looking = null;
    });
  };

  async function look(): Promise<void> {
    while (!isClosed && viewers.size > 0) {
      const isWorking = await showRows().catch((error: unknown) => {
        onError(error);
        return true;
      });
      const quietMs = performance.now() - lastMoveAt;
      if (quietMs > GIVE_UP_MS || (!isWorking && quietMs > LOOK_ON_MS)) return;
      await wait(LOOK_EVERY_MS);
    }
  }

  /** Sends each page its acts if the rows are different now. True while some are being worked. */
  async function showRows(): Promise<boolean> {
    const read = new Map<string, Rows & { json: string }>();
    for (const [stream, viewer] of viewers) {
      const key = JSON.stringify(viewer.watched);
      const known = read.get(key) ?? withJson(await readRows(viewer.watched));
      read.set(key, known);
      if (known.json === viewer.shown) continue;
      viewer.shown = known.json;
      stream.send("acts", known.acts);
      tell(stream, viewer, "customer");
    }
    return [...read.values()].some(({ acts }) => acts.some(({ state }) => state === "working"));
  }

  return {
    join: (stream, watched) => {
      viewers.set(stream, { watched, shown: "", pending: new Set() });
      moved();
    },
    leave: (stream) => void viewers.delete(stream),
    customerChanged: (channelId, chat) => {
      for (const [stream, viewer] of watching(channelId, chat)) tell(stream, viewer, "customer");
      moved();
    },
    workspaceChanged: () => {
      for (const [stream, viewer] of viewers) tell(stream, viewer, "workspace");
      moved();
    },
    moved,
    notice: (channelId, chat, text) => {
      for (const [stream] of watching(channelId, chat)) stream.send("notice", { text });
    },
    get size() {
      return viewers.size;
    },
    close: async () => {
      isClosed = true;
      for (const stream of viewers.keys()) stream.end();
      await looking;
    },
  };
}

const withJson = (rows: Rows) => ({ ...rows, json: JSON.stringify(rows) });
