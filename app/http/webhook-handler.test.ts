import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import type { ChannelDirectory, LiveChannel } from "../../bot/channels/channel-directory.ts";
import type { Intake } from "../../bot/intake/accept-receipts.ts";
import type { Adapter } from "../../bot/ports/adapter.ts";
import { SignatureError, UnavailableError } from "../../infra/errors.ts";
import { createLog } from "../../infra/log/log.ts";
import type { EndedSpan } from "../../infra/tracing/spans.ts";
import { createTracing } from "../../infra/tracing/tracing.ts";
import { createWebhookHandler } from "./webhook-handler.ts";

/** The handler behind a server, before an inbox that does what `accept` does, and one channel of Slack's. */
async function open({ accept = async () => undefined, receive }: Partial<Pick<Intake, "accept"> & Adapter>) {
  const lines: Record<string, unknown>[] = [];
  const spans: EndedSpan[] = [];
  const receipt = (raw: string) => ({ receipts: [{ externalId: "1", chat: "D1", raw }], reply: { status: 200 } });
  const adapter = { receive: receive ?? (async ({ body }) => receipt(body.toString())) } as Adapter;
  const channel = { id: "c1", orgId: "o1", platform: "slack", adapter } as LiveChannel;
  const handler = createWebhookHandler({
    channels: { ofEnvironment: async (platform) => (platform === "slack" ? channel : null) } as ChannelDirectory,
    intake: { accept } as Intake,
    log: createLog("info", { to: { write: (line) => lines.push(JSON.parse(line)) } }),
    tracing: createTracing({ observe: (span) => spans.push(span) }),
  });
  const server = createServer((request, response) => {
    if (!handler(request, response)) response.writeHead(404).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const post = (platform: string, body: string) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/${platform}`, { method: "POST", body });
  return { post, lines, spans };
}

it("acknowledges what was stored, and stores it in the webhook's trace", async () => {
  const taken: (string | undefined)[] = [];
  const { post, spans } = await open({
    accept: async (_source, receipts, options) => void taken.push(receipts[0]?.raw, options?.parent?.traceId),
  });
  expect((await post("slack", "Hello?")).status).toBe(200);
  expect(taken).toEqual(["Hello?", expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(spans).toMatchObject([
    { name: "webhook", hasFailed: false, attributes: { platform: "slack", channel: "c1", status: 200 } },
  ]);
});

it("asks to come again when nothing could be stored, and the log says so with the trace and no words", async () => {
  const traces: (string | undefined)[] = [];
  const { post, lines, spans } = await open({
    accept: async (_source, _receipts, options) => {
      traces.push(options?.parent?.traceId);
      throw new UnavailableError("the inbox is full");
    },
  });
  const answers = [await post("slack", "Hello?"), await post("slack", "Hello again?")];
  for (const { status, headers } of answers) {
    expect(status).toBe(503);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  }
  expect(lines[0]).toMatchObject({ event: "webhook.not_stored", trace: traces[0], platform: "slack" });
  expect(JSON.stringify(lines)).not.toContain("Hello");
  expect(spans.map(({ attributes }) => attributes["status"])).toEqual([503, 503]);
});

it("says who is not proved and what is not there, and logs neither", async () => {
  const { post, lines } = await open({
    receive: async () => {
      throw new SignatureError("X-Slack-Signature does not match");
    },
  });
  expect((await post("slack", "Hello?")).status).toBe(401);
  expect((await post("telegram", "Hello?")).status).toBe(404);
  expect(lines).toEqual([]);
});
