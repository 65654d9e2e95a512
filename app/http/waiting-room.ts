import express from "express";
import type { Environment } from "../../infra/config/environment.ts";
import type { Log } from "../../infra/log/log.ts";
import { RETRY_AFTER } from "./retry-after.ts";
import { createHttpApp, listenOn } from "./server.ts";

/**
 * Answers where the product will listen until it can: it lives (`/healthz`), and whoever wants something comes again (503).
 * @throws ConfigError when a port is taken.
 */
export async function openWaitingRoom(
  { DESKHAND_ROLE, HOST, PORT, METRICS_HOST, METRICS_PORT = 0 }: Environment,
  log: Log,
  problem: string,
): Promise<{ close(): Promise<void> }> {
  const router = express.Router();
  router.get("/healthz", (_request, response) => {
    response.json({ status: "ok" });
  });
  router.use((_request, response) => {
    response.status(503).set("Retry-After", RETRY_AFTER).json({ status: "unavailable", problem });
  });
  const app = createHttpApp([router], log);
  // A port that the system would choose is known to nobody.
  const web = DESKHAND_ROLE !== "worker" && PORT !== 0 ? await listenOn(app, HOST, PORT) : null;
  const watched =
    METRICS_PORT === 0 ? null : await listenOn(app, METRICS_HOST ?? HOST, METRICS_PORT, { variable: "METRICS_PORT" });
  return { close: async () => void (await Promise.all([web?.close(), watched?.close()])) };
}
