import type { Response } from "express";

/** Server-sent events to one page. */
export interface EventStream {
  send(event: string, data: unknown): void;
  /** Ends the response; the browser connects again by itself. */
  end(): void;
}

const HEARTBEAT_MS = 20_000;

/** Opens a response as a stream of events; `onClose` is called once, whoever ends it. */
export function openEventStream(response: Response, onClose: () => void): EventStream {
  response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store" });
  const heartbeat = setInterval(() => response.write(": still here\n\n"), HEARTBEAT_MS);
  response.on("close", () => {
    clearInterval(heartbeat);
    onClose();
  });
  return {
    send: (event, data) => void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end: () => response.end(),
  };
}
