import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface ReceivedWebhook {
  headers: IncomingHttpHeaders;
  body: string;
  /** Of the body. */
  event: { id: string; type: string; version: number; created_at: string; org: string; data: Record<string, unknown> };
}

export interface WebhookReceiver {
  url: string;
  received: ReceivedWebhook[];
  /** What the next requests are answered; 200 unless it is set. */
  answer: (webhook: ReceivedWebhook, response: ServerResponse) => void;
  close(): Promise<void>;
}

/** A real server that takes webhooks. */
export async function openWebhookReceiver(): Promise<WebhookReceiver> {
  const receiver: WebhookReceiver = {
    url: "",
    received: [],
    answer: (_, response) => void response.writeHead(200).end(),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const webhook = { headers: request.headers, body, event: JSON.parse(body) };
    receiver.received.push(webhook);
    receiver.answer(webhook, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return receiver;
}
