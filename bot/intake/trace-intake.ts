import type { Log } from "../../infra/log/log.ts";
import type { Span } from "../../infra/tracing/spans.ts";
import { type Tracing, untraced } from "../../infra/tracing/tracing.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { Intake } from "./accept-receipts.ts";
import type { ReceiptSource } from "./store-receipts.ts";

/**
 * An inbox that gives each receipt the trace in which it will be worked: the webhook's, or one of its own for what is
 * polled, pulled or comes over a socket. The id is in its line of the log; what was stored before already has another line,
 * since nothing follows that trace.
 */
export function traceIntake(intake: Intake, { tracing, log }: { tracing: Tracing; log: Log }): Intake {
  const accepting = async (source: ReceiptSource, receipts: Receipt[], store: Store, parent?: Span): Promise<void> => {
    const attributes = { channel: source.channelId };
    const spans = receipts.map(() => tracing.start("accept", { attributes, parent }));
    const waits = spans.map((span) => tracing.start("intake_wait", { parent: span }));
    let commits: Span[] = [];
    let repeated: ReadonlySet<Receipt> = new Set();
    const onTaken = () => {
      for (const wait of waits) wait.end();
      // What is refused with others is tried once more by itself.
      if (commits.length === 0) commits = spans.map((span) => tracing.start("intake_commit", { parent: span }));
    };
    const onRepeated = (before: ReadonlySet<Receipt>) => {
      repeated = before;
    };
    try {
      const traced = receipts.map((receipt, index) => ({ ...receipt, trace: spans[index]?.traceparent ?? "" }));
      // One statement serves whoever waits: it belongs to none of them.
      await untraced(() => store(traced, { onTaken, onRepeated }));
      for (const [index, receipt] of traced.entries()) {
        const trace = spans[index]?.traceId;
        const event = repeated.has(receipt) ? "receipt.repeated" : "receipt.accepted";
        log.info(event, { trace, channel: source.channelId, receipt: receipt.externalId });
      }
    } catch (error) {
      for (const span of [...spans, ...commits]) span.fail(error);
      throw error;
    } finally {
      for (const span of [...waits, ...commits, ...spans]) span.end();
    }
  };
  return {
    accept: (source, receipts, { parent } = {}) =>
      accepting(source, receipts, (traced, on) => intake.accept(source, traced, on), parent),
    acceptWithCursor: (source, receipts, cursor) =>
      accepting(source, receipts, (traced, { onTaken, onRepeated }) => {
        onTaken();
        return intake.acceptWithCursor(source, traced, cursor, { onRepeated });
      }),
  };
}

interface On {
  onTaken: () => void;
  onRepeated: (before: ReadonlySet<Receipt>) => void;
}
type Store = (receipts: Receipt[], on: On) => Promise<void>;
