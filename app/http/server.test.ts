import { expect, it, onTestFinished } from "vitest";
import { silentLog } from "../../infra/log/log.ts";
import { createHttpApp, listenOn } from "./server.ts";

it("keeps idle connections for longer than proxies do, so that none is closed while a webhook comes over it", async () => {
  const server = await listenOn(createHttpApp([], silentLog), "127.0.0.1", 0);
  onTestFinished(() => server.close());
  const answer = await fetch(`http://127.0.0.1:${server.port}/`);
  const [, seconds] = /timeout=(\d+)/.exec(answer.headers.get("keep-alive") ?? "") ?? [];
  expect(Number(seconds)).toBeGreaterThan(60);
});
