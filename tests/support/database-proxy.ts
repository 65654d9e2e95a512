import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface DatabaseProxy {
  /** The server's connection string, by way of the proxy. */
  url: string;
  /** Cuts every connection and refuses new ones, as a stopped server does. */
  cut(): Promise<void>;
  /** Takes connections again, on the same port. */
  restore(): Promise<void>;
  /** From now on a connection that says these words is heard no further; resolves when one has. */
  stallAt(words: string): Promise<void>;
  /** New connections go to another server from now on, whose address the connection string names. */
  pointAt(databaseUrl: string): void;
  close(): Promise<void>;
}

/** A wire to PostgreSQL, or to another server whose address names its port, that a test can cut. */
export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  let target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let stall: { words: string; onStalled: () => void } | null = null;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    near.on("data", (chunk) => {
      if (!stall || !chunk.includes(stall.words)) return;
      near.unpipe(far);
      stall.onStalled();
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    return typeof address === "object" && address ? address.port : port;
  };
  const hangUp = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const port = await listen(0);
  const url = new URL(databaseUrl);
  // Over TCP, or it would be gone around.
  url.searchParams.delete("host");
  url.host = `127.0.0.1:${port}`;
  const pointAt = (otherUrl: string) => {
    target = new URL(otherUrl);
  };
  const stallAt = (words: string) =>
    new Promise<void>((onStalled) => {
      stall = { words, onStalled };
    });
  return {
    stallAt,
    url: url.href,
    cut: hangUp,
    restore: async () => void (await listen(port)),
    pointAt,
    close: hangUp,
  };
}
