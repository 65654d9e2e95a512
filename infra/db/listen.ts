import pg from "pg";
import type { Log } from "../log/log.ts";
import { connectionOptions } from "./connect.ts";

export interface Listener {
  close(): Promise<void>;
}

/** `payload` is null when notifications may have been missed: whatever is cached is no longer certain. */
export type NotificationHandler = (payload: string | null) => void;

/**
 * Hears NOTIFY on a connection of its own, and connects again by itself. Resolves when it listens for the first time.
 */
export async function listen(
  url: string,
  handlers: Readonly<Record<string, NotificationHandler>>,
  log: Log,
): Promise<Listener> {
  let client: pg.Client | null = null;
  let isClosed = false;
  let timer: NodeJS.Timeout | null = null;

  const connect = async () => {
    const next = new pg.Client(connectionOptions(url));
    next.on("notification", ({ channel, payload }) => handlers[channel]?.(payload ?? ""));
    next.on("error", (error) => log.warn("database.listen_cut", { error }));
    next.on("end", () => {
      if (client === next) client = null;
      if (!isClosed) retry(500);
    });
    await next.connect();
    for (const channel of Object.keys(handlers)) await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    client = next;
  };
  const retry = (delayMs: number) => {
    if (timer || isClosed) return;
    timer = setTimeout(() => {
      timer = null;
      connect().then(
        () => {
          for (const handler of Object.values(handlers)) handler(null);
        },
        () => retry(Math.min(delayMs * 2, 5_000)),
      );
    }, delayMs);
  };

  await connect();
  return {
    close: async () => {
      isClosed = true;
      if (timer) clearTimeout(timer);
      await client?.end();
    },
  };
}
