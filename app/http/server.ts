import { createServer, type Server } from "node:http";
import express, { type ErrorRequestHandler, type Express, type Router } from "express";
import helmet from "helmet";
import { isPassingTrouble } from "../../infra/db/passing-trouble.ts";
import { ConfigError, UnavailableError } from "../../infra/errors.ts";
import type { Log } from "../../infra/log/log.ts";
import { RETRY_AFTER } from "./retry-after.ts";
import type { PlainHandler } from "./webhook-handler.ts";

/**
 * Builds the HTTP application from its routes. `proxies`: addresses and
 * networks of what stands before it, which alone are believed when they say where a request came from.
 */
export function createHttpApp(routers: Router[], log: Log, proxies: readonly string[] = []): Express {
  const app = express();
  app.set("trust proxy", proxies);
  app.disable("x-powered-by");
  app.set("etag", false);
  // The playground's page runs its own scripts and nobody else's.
  app.use(
    helmet({
      contentSecurityPolicy: { directives: { "upgrade-insecure-requests": null } },
      strictTransportSecurity: false,
    }),
  );
  for (const router of routers) app.use(router);
  app.use((_request, response) => {
    response.status(404).json({ title: "There is nothing here", status: 404 });
  });
  app.use(handleError(log));
  return app;
}

function handleError(log: Log): ErrorRequestHandler {
  // Express tells an error handler by its four parameters.
  return (error: unknown, _request, response, _next) => {
    const status = statusOf(error);
    if (status >= 500) log.error("http.failed", { error });
    if (response.headersSent) return void response.end();
    if (status === 503) response.setHeader("Retry-After", RETRY_AFTER);
    response.status(status).json({ title: titleOf(status), status });
  };
}

function titleOf(status: number): string {
  if (status === 413) return "The body is larger than 1 MiB";
  return status === 503 ? "Not available now; send it again" : "The request cannot be read";
}

function statusOf(error: unknown): number {
  if (error instanceof UnavailableError || isPassingTrouble(error)) return 503;
  const status = error instanceof Error && "status" in error ? Number(error.status) : 500;
  return status >= 400 && status < 600 ? status : 500;
}

/**
 * How long a connection may lie idle: longer than those before us keep theirs (nginx's `keepalive_timeout` and AWS's load
 * balancers: 60 s). Where we hang up first, a webhook that is just being sent is lost to its sender.
 */
const IDLE_MS = 75_000;

export interface RunningServer {
  port: number;
  /** Takes no new request, lets the running ones end, and closes what is idle. */
  close(): Promise<void>;
}

/**
 * `first` is asked before the application whether a request is its own.
 * @throws ConfigError naming the port when it is taken or may not be used.
 */
export async function listenOn(
  app: Express,
  host: string,
  port: number,
  { variable = "PORT", first }: { variable?: "PORT" | "METRICS_PORT"; first?: PlainHandler } = {},
): Promise<RunningServer> {
  const server = createServer((request, response) => {
    if (!first?.(request, response)) app(request, response);
  });
  // Platforms keep their connections; a slow sender must not hold one for ever.
  server.keepAliveTimeout = IDLE_MS;
  server.requestTimeout = 30_000;
  server.headersTimeout = 15_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, host, port, variable)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return { port: typeof address === "object" && address ? address.port : port, close: () => closeServer(server) };
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number, variable: string): Error {
  if (error.code === "EADDRINUSE") {
    return new ConfigError(
      `Port ${port} on ${host} is taken. Set ${variable} to a free one, for example: ${variable}=${port + 1} npm start`,
    );
  }
  if (error.code === "EACCES")
    return new ConfigError(
      `Port ${port} may not be used by this user. Set ${variable}, for example: ${variable}=${variable === "PORT" ? 3000 : 9464}`,
    );
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") {
    return new ConfigError(`HOST ${host} is not an address of this machine, for example: HOST=127.0.0.1`);
  }
  return error;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A platform keeps its connections and would go on sending through them.
    server.prependListener("request", (_request, response) => response.setHeader("Connection", "close"));
    server.close(() => resolve());
    server.closeIdleConnections();
    // What streams for ever (the playground's events) is cut after the running requests had their time.
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
  });
}
