import { once } from "node:events";
import { createServer, IncomingMessage, request } from "node:http";
import { type AddressInfo, Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { PayloadError, UnavailableError } from "../../infra/errors.ts";
import { waitFor } from "../../tests/support/wait-for.ts";
import { type BodyLimits, BodyTooLargeError, createWebhookBodies } from "./webhook-bodies.ts";

/** A server whose work on a body goes on until it is released. */
async function open(limits: BodyLimits) {
  const bodies = createWebhookBodies(limits);
  const held: (() => void)[] = [];
  const server = createServer((incoming, response) => {
    const work = (body: Buffer) => new Promise<number>((resolve) => held.push(() => resolve(body.length)));
    bodies.take(incoming, work).then(
      (bytes) => response.end(String(bytes)),
      (error: unknown) => {
        response.statusCode =
          error instanceof BodyTooLargeError
            ? 413
            : error instanceof PayloadError
              ? 400
              : error instanceof UnavailableError
                ? 503
                : 500;
        response.end();
      },
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const post = async (body: string | Buffer, headers: Record<string, string> = {}) => {
    const answer = await fetch(url, { method: "POST", body, headers });
    return { status: answer.status, text: await answer.text() };
  };
  const atWork = (count: number) => waitFor(`${count} at work`, () => held.length === count);
  return { url, post, held, atWork };
}

it("takes so many at a time, refuses the next at once, and takes again when one has ended", async () => {
  const { post, held, atWork } = await open({ maxAtWork: 2 });
  const taken = [post("one"), post("three")];
  await atWork(2);
  expect((await post("refused")).status).toBe(503);
  for (const release of held.splice(0)) release();
  expect((await Promise.all(taken)).map(({ text }) => text)).toEqual(["3", "5"]);
  const next = post("next");
  await atWork(1);
  held.splice(0)[0]?.();
  expect(await next).toEqual({ status: 200, text: "4" });
});

it("holds so many bytes at a time, and counts of a slow sender what it has sent", async () => {
  const { url, post, held, atWork } = await open({ maxTotalBytes: 1_000 });
  const slow = request(url, { method: "POST", headers: { "content-length": "900" } });
  slow.on("error", () => undefined);
  slow.write("x".repeat(100));
  const taken = post("y".repeat(800));
  await atWork(1);
  expect((await post("z".repeat(200))).status).toBe(503);
  held.splice(0)[0]?.();
  expect((await taken).status).toBe(200);
  // One that gives up gives back what it had.
  slow.destroy();
  const all = await waitFor("room for everything", async () => {
    const answer = post("w".repeat(1_000));
    await waitFor("an answer or work", async () => held.length > 0 || (await Promise.race([answer, null])) !== null);
    held.splice(0)[0]?.();
    return (await answer).status === 200;
  });
  expect(all).toBe(true);
});

it("answers a body that is too large, said before or found on the way, and a compressed one", async () => {
  const { url, post } = await open({});
  expect((await post(Buffer.alloc(1024 * 1024 + 1))).status).toBe(413);
  expect((await post("x", { "content-encoding": "gzip" })).status).toBe(400);
  const unsaid = request(url, { method: "POST" });
  unsaid.on("error", () => undefined);
  const answered = once(unsaid, "response");
  for (let sent = 0; sent <= 1024 * 1024; sent += 64 * 1024) unsaid.write(Buffer.alloc(64 * 1024));
  const [response] = await answered;
  expect(response.statusCode).toBe(413);
  unsaid.destroy();
});

it("gives up a body whose connection ends before all that came of it was read, and counts it no more", async () => {
  const bodies = createWebhookBodies({ maxTotalBytes: 10 });
  for (let round = 0; round < 3; round++) {
    const incoming = new IncomingMessage(new Socket());
    incoming.push(Buffer.alloc(8));
    const taken = bodies.take(incoming, async (body) => body);
    incoming.complete = true;
    incoming.once("data", () => incoming.destroy());
    await expect(taken).rejects.toThrow(PayloadError);
  }
});
