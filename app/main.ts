import type { Router } from "express";
import { adapters } from "../adapters/registry.ts";
import { loadEnvironment } from "../infra/config/load-environment.ts";
import { DeskhandError, errorMessage } from "../infra/errors.ts";
import { createLog } from "../infra/log/log.ts";
import { saveEnvironmentChannels } from "./environment-channels.ts";
import { openDatabase } from "./open-database.ts";
import { type Running, startRole } from "./roles.ts";
import { type Product, wire } from "./wire.ts";

// How long a stop may take in all before what hangs is left behind.
const STOP_WITHIN_MS = 10_000;

await main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof DeskhandError ? error.message : (error instanceof Error && error.stack) || errorMessage(error)}\n`,
  );
  process.exit(1);
});

async function main(): Promise<void> {
  const environment = loadEnvironment();
  const isProduction = environment.NODE_ENV === "production";
  const log = createLog(environment.LOG_LEVEL ?? (isProduction ? "info" : "warn"));
  const closers: (() => Promise<void>)[] = [];
  let stopping: Promise<void> | null = null;
  const stop = (exitCode: number) => {
    stopping ??= closeAll(closers, exitCode);
    return stopping;
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(0));

  try {
    const database = await openDatabase(environment, log, "server", (error) => {
      log.error("database.lost", { error });
      process.stderr.write(`${error.message}\n`);
      void stop(1);
    });
    closers.push(() => database.close());
    const product = await wire({ environment, db: database.db, log });
    closers.push(() => product.close());
    await saveEnvironmentChannels({ ...product, modules: adapters }, environment);
    const playground = isProduction || environment.DESKHAND_ROLE === "worker" ? null : await openPlayground(product);
    if (playground) closers.push(() => playground.close());
    const running = await startRole(product, {
      isAlone: database.isEmbedded,
      routers: playground ? [playground.router] : [],
    });
    closers.push(() => running.stop());
    await playground?.start(running);
    announce(product, running);
  } catch (error) {
    for (const close of closers.reverse()) await close().catch(() => undefined);
    throw error;
  }
}

interface Playground {
  router: Router;
  /** Called once the server listens, with its address. */
  start(running: Running): Promise<void>;
  close(): Promise<void>;
}

// Loaded only where it is used: production neither holds the emulated platforms nor their page.
async function openPlayground(product: Product): Promise<Playground> {
  const { createPlayground } = await import("./playground.ts");
  return createPlayground(product);
}

function announce({ environment }: Product, running: Running): void {
  if (running.port === null) {
    process.stdout.write("Deskhand is working the queue.\n");
    return;
  }
  const host = environment.HOST.includes(":") ? `[${environment.HOST}]` : environment.HOST;
  const link = `http://${host === "0.0.0.0" ? "127.0.0.1" : host}:${running.port}/`;
  const what = environment.NODE_ENV === "production" ? "Deskhand is ready:" : "Deskhand is ready. Open the playground:";
  process.stdout.write(`${what} ${link}\n`);
  if (environment.DESKHAND_ROLE !== "all" && !environment.REDIS_URL) {
    process.stdout.write(
      "Without REDIS_URL, rate limits are kept in each process by itself; set it when several run.\n",
    );
  }
}

async function closeAll(closers: (() => Promise<void>)[], exitCode: number): Promise<void> {
  const timer = setTimeout(() => process.exit(1), STOP_WITHIN_MS);
  let code = exitCode;
  for (const close of closers.reverse()) {
    try {
      await close();
    } catch (error) {
      code = 1;
      process.stderr.write(`${errorMessage(error)}\n`);
    }
  }
  clearTimeout(timer);
  process.exit(code);
}
