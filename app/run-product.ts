import type { Router } from "express";
import { adapters } from "../adapters/registry.ts";
import { maskSecrets } from "../domain/content/secrets/mask-secrets.ts";
import type { Environment } from "../infra/config/environment.ts";
import { loadEnvironment } from "../infra/config/load-environment.ts";
import { isDatabaseError } from "../infra/error-text.ts";
import { DeskhandError, errorMessage } from "../infra/errors.ts";
import { createLog, type Log } from "../infra/log/log.ts";
import { describeFailure } from "./cli/describe-failure.ts";
import { endOnUnexpected } from "./end-on-unexpected.ts";
import { saveEnvironmentChannels } from "./environment-channels.ts";
import { openWhenThere } from "./open-when-there.ts";
import { type Running, startRole } from "./roles.ts";
import { type Product, wire } from "./wire.ts";

// How long a stop may take in all before what hangs is left behind.
const STOP_WITHIN_MS = 10_000;

/** The product, from reading its environment to a stop in good order. What it cannot begin with ends the process with 1. */
export async function runProduct(): Promise<void> {
  await runUntilStarted().catch((error: unknown) => {
    process.stderr.write(`${whyNotStarted(error)}\n`);
    process.exit(1);
  });
}

/** What nobody foresaw, with where it happened; the rest says what to do. */
function whyNotStarted(error: unknown): string {
  if (error instanceof DeskhandError) return error.message;
  if (isDatabaseError(error)) return describeFailure(error);
  return (error instanceof Error && error.stack) || errorMessage(error);
}

async function runUntilStarted(): Promise<void> {
  const environment = loadEnvironment();
  const log = createLog(environment.LOG_LEVEL ?? (environment.NODE_ENV === "production" ? "info" : "warn"), {
    scrub: maskSecrets,
  });
  const opened: Closer[] = [];
  const stopping = new AbortController();
  let stopped: Promise<void> | null = null;
  // What is being opened at the moment of the signal is waited for, or nobody would close it.
  const stop = (exitCode: number) => {
    stopping.abort();
    stopped ??= closeAll(opened, started, exitCode);
  };
  const onLost = (error: DeskhandError) => {
    log.error("database.lost", { error });
    process.stderr.write(`${error.message}\n`);
    stop(1);
  };
  const started = start(environment, log, opened, onLost, stopping.signal);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop(0));
  endOnUnexpected(process, log, stop);

  await started.catch(async (error: unknown) => {
    await stopped; // ends the process, when a stop was asked for
    for (const close of opened.reverse()) await close().catch(() => undefined);
    throw error;
  });
}

type Closer = () => Promise<void>;

/** Opens one part after the other and notes in `opened` how each is closed; goes no further once `signal` aborts. */
async function start(
  environment: Environment,
  log: Log,
  opened: Closer[],
  onLost: (error: DeskhandError) => void,
  signal: AbortSignal,
): Promise<void> {
  const database = await openWhenThere(environment, log, { onLost, signal });
  if (!database) return;
  opened.push(() => database.close());
  if (signal.aborted) return;
  const product = await wire({ environment, db: database.db, log });
  opened.push(() => product.close());
  if (signal.aborted) return;
  await saveEnvironmentChannels({ ...product, modules: adapters }, environment);
  const needsPlayground = environment.NODE_ENV !== "production" && environment.DESKHAND_ROLE !== "worker";
  const playground = needsPlayground ? await openPlayground(product) : null;
  if (playground) opened.push(() => playground.close());
  if (signal.aborted) return;
  const running = await startRole(product, {
    isAlone: database.isEmbedded,
    routers: playground ? [playground.router] : [],
  });
  opened.push(() => running.stop());
  if (signal.aborted) return;
  await playground?.start(running);
  announce(product, running);
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

async function closeAll(opened: Closer[], started: Promise<void>, exitCode: number): Promise<void> {
  const timer = setTimeout(() => process.exit(1), STOP_WITHIN_MS);
  let code = exitCode;
  const complain = (error: unknown) => {
    code = 1;
    process.stderr.write(`${errorMessage(error)}\n`);
  };
  await started.catch(complain);
  for (const close of opened.reverse()) await close().catch(complain);
  clearTimeout(timer);
  process.exit(code);
}
