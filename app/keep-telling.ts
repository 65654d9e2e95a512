import { sendToEndpoint } from "../bot/outgoing/send-to-endpoint.ts";
import { findBusyEndpoints } from "../domain/outgoing/due-deliveries.ts";
import { createOutage } from "../infra/log/outage.ts";
import type { Exclusive } from "../infra/queue/exclusive.ts";
import { spanned } from "../infra/tracing/tracing.ts";
import type { Product } from "./wire.ts";

const LOOK_EVERY_MS = 1_000;
/** Endpoints that are told at the same time. */
const AT_ONCE = 8;

type Endpoint = Awaited<ReturnType<typeof findBusyEndpoints>>[number];

/**
 * Tells outgoing webhooks of what happens while the product runs, beside the queue, since each of them is somebody else's
 * server: customers wait for none of them. Events name nobody to wake when they are written, so that turns pay nothing for
 * it; who has something to do is looked for every second, and told by one process at a time.
 */
export function keepTelling(product: Product, exclusive: Exclusive): { stop(): Promise<void> } {
  const { db, clock, log } = product;
  const stopping = new AbortController();
  const telling = new Map<string, Promise<void>>();
  /** When each was told last: who waited longest comes first. */
  const toldAt = new Map<string, number>();

  const tell = ({ id, orgId }: Endpoint) => {
    const send = () => sendToEndpoint(product, { orgId, endpointId: id }, stopping.signal);
    const span = product.tracing.start("job", { attributes: { task: "tell_endpoint" } });
    toldAt.set(id, performance.now());
    const told = spanned(span, () => exclusive.run(`tell_endpoint:${id}`, send))
      .catch((error: unknown) => log.warn("webhook.telling_failed", { endpoint: id, error }))
      .then(() => void telling.delete(id));
    telling.set(id, told);
  };
  const look = async () => {
    const busy = await findBusyEndpoints(db.system, clock.now());
    for (const id of toldAt.keys()) if (!busy.some((endpoint) => endpoint.id === id)) toldAt.delete(id);
    const waiting = busy
      .filter(({ id }) => !telling.has(id))
      .sort((left, right) => (toldAt.get(left.id) ?? 0) - (toldAt.get(right.id) ?? 0));
    for (const endpoint of waiting.slice(0, Math.max(0, AT_ONCE - telling.size))) {
      if (!stopping.signal.aborted) tell(endpoint);
    }
  };

  const outage = createOutage(log, { failing: "webhook.look_failed", over: "webhook.look_works" });
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(look).then(outage.over, outage.failed);
  }, LOOK_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await looking;
      await Promise.all(telling.values());
    },
  };
}
