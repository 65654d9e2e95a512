import express, { type Router } from "express";
import type { Database } from "../../infra/db/connect.ts";
import type { Metrics } from "../../infra/metrics/metrics.ts";

/** `/healthz`: the process lives. `/readyz`: it can accept work. */
export function healthRoutes(deps: { db: Database; isReady: () => boolean }): Router {
  const router = express.Router();
  router.get("/healthz", (_request, response) => {
    response.json({ status: "ok" });
  });
  router.get("/readyz", async (_request, response) => {
    const problem = deps.isReady() ? await databaseProblem(deps.db) : "starting or stopping";
    if (problem) response.status(503).json({ status: "unavailable", problem });
    else response.json({ status: "ready" });
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
    await db.system.raw("SELECT 1").timeout(2_000, { cancel: false });
    return null;
  } catch {
    return "the database does not answer";
  }
}
