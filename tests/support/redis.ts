import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { Redis } from "ioredis";
import { freePort } from "./free-port.ts";
import { waitFor } from "./wait-for.ts";

export interface TestRedis {
  url: string;
  close(): Promise<void>;
}

const STANDARD_URL = "redis://127.0.0.1:6379";

/**
 * A Redis for tests: `REDIS_URL`, else what answers on the standard port, else a `redis-server` of the PATH on a port of
 * its own. Null where there is none; with `CI=true` that is an error.
 */
export async function findRedis(): Promise<TestRedis | null> {
  const named = process.env["REDIS_URL"];
  if (named) return { url: named, close: async () => undefined };
  if (await answers(STANDARD_URL)) return { url: STANDARD_URL, close: async () => undefined };
  if (hasServer()) return startServer();
  if (process.env["CI"] === "true") throw new Error("CI needs a redis-server on the PATH, or REDIS_URL");
  return null;
}

async function answers(url: string): Promise<boolean> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 300 });
  redis.on("error", () => undefined);
  try {
    await redis.connect();
    return (await redis.ping()) === "PONG";
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}

function hasServer(): boolean {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A Redis of one's own that can be taken away; nothing of it outlives that. */
export interface OwnRedis extends TestRedis {
  /** Ends it as a crash does. */
  vanish(): Promise<void>;
  /** Starts it again at the same address, empty. */
  comeBack(): Promise<void>;
}

/** Null where there is no `redis-server` on the PATH; with `CI=true` that is an error. */
export async function startOwnRedis(): Promise<OwnRedis | null> {
  if (hasServer()) return startServer();
  if (process.env["CI"] === "true") throw new Error("CI needs a redis-server on the PATH");
  return null;
}

async function startServer(): Promise<OwnRedis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  let server: ChildProcess;
  const begin = async () => {
    server = spawn("redis-server", options, { stdio: "ignore" });
    await waitFor("redis-server to answer", () => answers(url));
  };
  const end = async (signal: NodeJS.Signals) => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill(signal);
    await ended;
  };
  await begin();
  return { url, vanish: () => end("SIGKILL"), comeBack: begin, close: () => end("SIGTERM") };
}
