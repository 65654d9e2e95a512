import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Adapter } from "../../bot/ports/adapter.ts";
import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import { createSlackAdapter } from "../../tests/contracts/slack.harness.ts";

let emulator: SlackEmulator;
let adapter: Adapter;
let fileId: string;

beforeEach(async () => {
  emulator = await startSlackEmulator();
  adapter = createSlackAdapter(emulator);
  const user = emulator.workspace.addUser({ name: "ann" }).id;
  const bytes = Buffer.from("the bytes");
  fileId = emulator.people.upload({ user, name: "账单.pdf", mimeType: "application/pdf", bytes }).files[0]?.id ?? "";
});
afterEach(() => emulator.close());

const fetchFile = async () => adapter.fetchFile?.({ fileId });

it("brings the bytes with their name and type", async () => {
  const file = await fetchFile();
  expect(await file?.stream.toArray()).toEqual([Buffer.from("the bytes")]);
  expect(file).toMatchObject({ name: "账单.pdf", mimeType: "application/pdf" });
});

it("does not take Slack's login page for the file", async () => {
  emulator.setScopes(["chat:write"]);
  await expect(fetchFile()).rejects.toMatchObject({ outcome: "rejected", fault: "channel_broken" });
});

it("says that a deleted file is gone", async () => {
  const file = emulator.workspace.files.get(fileId);
  if (file) file.deleted = true;
  await expect(fetchFile()).rejects.toMatchObject({ outcome: "rejected" });
});

it("tries again later when Slack fails", async () => {
  emulator.faults.next("files.info", { kind: "http", status: 502 });
  await expect(fetchFile()).rejects.toMatchObject({ outcome: "retry" });
});

it("gives the token to no other host, named or redirected to", async () => {
  const asked: (string | undefined)[] = [];
  const stranger = await listen((authorization) => asked.push(authorization));
  const { port } = stranger.address() as AddressInfo;
  // Both are what a forged receipt or a hijacked answer could name.
  for (const fault of ["url_private", "redirect"] as const) {
    const front = await fakeFilesInfo(`http://127.0.0.1:${port}/secret.pdf`, fault);
    const settings = { api_url: `http://127.0.0.1:${(front.address() as AddressInfo).port}/api/` };
    const mistaken = createSlackAdapter(emulator, settings);
    await expect(mistaken.fetchFile?.({ fileId })).rejects.toMatchObject({ outcome: "rejected" });
    front.close();
  }
  stranger.close();
  expect(asked).toEqual([]);
});

async function listen(heard: (authorization: string | undefined) => void): Promise<Server> {
  const server = createServer((request, response) => {
    heard(request.headers.authorization);
    response.end("stolen");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** A Web API that names `address` as the file's, or its own and then redirects there. */
async function fakeFilesInfo(address: string, how: "url_private" | "redirect"): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url !== "/api/files.info") {
      response.writeHead(302, { location: address }).end();
      return;
    }
    const own = `http://${request.headers.host}/files-pri/1`;
    const url = how === "redirect" ? own : address;
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ ok: true, file: { id: "F1", name: "a.pdf", url_private: url } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
