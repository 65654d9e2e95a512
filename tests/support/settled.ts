import type { OpenProduct } from "./open-product.ts";
import { waitFor } from "./wait-for.ts";

/** Resolves when every stored receipt has been worked and everything queued has gone out. */
export async function allSent(desk: Pick<OpenProduct, "rows">, withinMs?: number): Promise<void> {
  await waitFor(
    "everything to be worked and sent",
    async () => {
      const [open] = await desk.rows<{ count: string }>(
        `SELECT (SELECT count(*) FROM inbound_receipts WHERE status = 'pending')
              + (SELECT count(*) FROM deliveries WHERE status IN ('queued', 'sending')) AS count`,
      );
      return open?.count === "0";
    },
    withinMs,
  );
}
