import express, { type Router } from "express";
import type { Spooling } from "../../bot/intake/spooling.ts";
import type { Database } from "../../infra/db/connect.ts";
import type { Metrics } from "../../infra/metrics/metrics.ts";
import { within } from "../../infra/within.ts";
import { RETRY_AFTER } from "./retry-after.ts";

export interface HealthDeps {
  db: Database;
  spooling: Spooling;
  isReady: () => boolean;
}

/** `/healthz`: the process lives. `/readyz`: it can accept work. */
export function healthRoutes(deps: HealthDeps): Router {
  const router = express.Router();
  router.get("/healthz", (_request, response) => {
    response.json({ status: "ok" });
  });
  router.get("/readyz", async (_request, response) => {
    const problem = deps.isReady() ? await databaseProblem(deps.db) : "starting or stopping";
    if (!problem) response.json({ status: "ready" });
    // A proxy that sent nothing here any more would lose what the disk could keep.
    else if (deps.isReady() && deps.spooling.canKeep()) response.json({ status: "spooling", problem });
    else response.status(503).set("Retry-After", RETRY_AFTER).json({ status: "unavailable", problem });
  });
  return router;
}

/** `/metrics` in Prometheus's text format. */
export function metricsRoutes(metrics: Metrics): Router {
  const router = express.Router();
  router.get("/metrics", async (_request, response) => {
    const { contentType, text } = await metrics.render();
    response.set("Content-Type", contentType).send(text);
  });
  return router;
}

async function databaseProblem(db: Database): Promise<string | null> {
  try {
    // Waiting for a free connection counts as well.
    await within(2_000, "the database", Promise.resolve(db.system.raw("SELECT 1").timeout(2_000, { cancel: false })));
    return null;
  } catch {
    return "the database does not answer";
  }
}
