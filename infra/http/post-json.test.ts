import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type PostRequest, postJson } from "./post-json.ts";

let port: number;
let asked = 0;
let respond: (response: ServerResponse) => void;
const server = createServer((request, response) => {
  asked += 1;
  request.resume();
  respond(response);
});
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

const post = (url: string, more: Partial<PostRequest> = {}) =>
  postJson({ url, headers: {}, body: "{}", allowPrivate: false, ...more });
const resolvesTo =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

it.each([["127.0.0.1"], ["10.0.0.5"], ["169.254.169.254"], ["::1"], ["::ffff:127.0.0.1"], ["8.8.8.8", "127.0.0.1"]])(
  "does not connect where a name resolves to %s",
  async (...addresses) => {
    const before = asked;
    const sent = post(`http://crm.example.com:${port}/`, { resolveName: resolvesTo(...addresses) });
    await expect(sent).rejects.toMatchObject({ reason: "address_refused" });
    expect(asked).toBe(before);
  },
);

it.each(["127.0.0.1", "[::1]", "[::ffff:7f00:1]", "0x7f.1", "2130706433"])(
  "does not connect to the address %s itself",
  async (host) => {
    const before = asked;
    await expect(post(`http://${host}:${port}/`)).rejects.toMatchObject({ reason: "address_refused" });
    expect(asked).toBe(before);
  },
);

it("connects to what the name resolved to, once, where private addresses are allowed", async () => {
  respond = (response) => response.writeHead(204).end();
  let looked = 0;
  const resolveName = async () => {
    looked += 1;
    return [{ address: "127.0.0.1", family: 4 }];
  };
  const answer = await post(`http://crm.example.com:${port}/`, { allowPrivate: true, resolveName });
  expect(answer).toEqual({ status: 204, retryAfter: null });
  expect(looked).toBe(1);
});

it("follows no redirect", async () => {
  respond = (response) => response.writeHead(302, { location: "/elsewhere" }).end();
  const before = asked;
  expect(await post(`http://127.0.0.1:${port}/`, { allowPrivate: true })).toMatchObject({ status: 302 });
  expect(asked).toBe(before + 1);
});

it("reads no more than a little of an endless answer", async () => {
  respond = (response) => {
    response.writeHead(200);
    const write = () => {
      while (!response.destroyed && response.write(Buffer.alloc(1024)));
      if (!response.destroyed) response.once("drain", write);
    };
    write();
  };
  expect(await post(`http://127.0.0.1:${port}/`, { allowPrivate: true })).toMatchObject({ status: 200 });
});

it("ends with a time-out when no answer comes", async () => {
  respond = () => undefined;
  const sent = post(`http://127.0.0.1:${port}/`, { allowPrivate: true, timeoutMs: 200 });
  await expect(sent).rejects.toMatchObject({ reason: "timeout" });
});

it("says how a connection failed", async () => {
  await expect(post("http://127.0.0.1:1/", { allowPrivate: true })).rejects.toMatchObject({ reason: "ECONNREFUSED" });
});
