import type { TaskList } from "graphile-worker";
import { z } from "zod";
import { sendToEndpoint } from "../bot/outgoing/send-to-endpoint.ts";
import { findBusyEndpoints } from "../domain/outgoing/due-deliveries.ts";
import { enqueueJob } from "../infra/queue/enqueue.ts";
import type { Exclusive } from "../infra/queue/exclusive.ts";
import { startWorker } from "../infra/queue/worker.ts";
import { traceTasks } from "./trace-tasks.ts";
import type { Product } from "./wire.ts";

const LOOK_EVERY_MS = 1_000;
/** Endpoints that are told at the same time. */
const CONCURRENCY = 8;

const TellJob = z.object({ orgId: z.uuid(), endpointId: z.uuid() });

/**
 * Tells outgoing webhooks of what happens while the product runs. On a worker of its own, since each of these jobs waits for
 * somebody else's server: customers wait for none of them. Events name nobody to wake when they are written, so that turns
 * pay nothing for it; who has something to do is looked for every second.
 */
export async function keepTelling(product: Product, exclusive: Exclusive): Promise<{ stop(): Promise<void> }> {
  const { db, log } = product;
  const worker = await startWorker({
    db,
    log,
    tasks: traceTasks(product.tracing, tellTasks(product, exclusive)),
    concurrency: CONCURRENCY,
    isAlone: false,
  });
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking
      .then(() => wakeEndpoints(product))
      .catch((error: unknown) => log.warn("webhook.look_failed", { error }));
  }, LOOK_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await looking;
      await worker.stop();
    },
  };
}

function tellTasks(product: Product, exclusive: Exclusive): TaskList {
  return {
    tell_endpoint: async (payload, { abortSignal }) => {
      const job = TellJob.parse(payload);
      const signal = abortSignal ?? new AbortController().signal;
      // Busy in another process: whoever looks next brings it again.
      await exclusive.run(`tell_endpoint:${job.endpointId}`, () => sendToEndpoint(product, job, signal));
    },
  };
}

/** A job for each endpoint that has something to do; one that has its job already gets no other. */
export async function wakeEndpoints({ db, clock }: Pick<Product, "db" | "clock">): Promise<void> {
  for (const { id, orgId } of await findBusyEndpoints(db.system, clock.now())) {
    const payload = { orgId, endpointId: id };
    await enqueueJob(db.system, { task: "tell_endpoint", payload, key: `tell_endpoint:${id}`, maxAttempts: 3 });
  }
}
