import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, it } from "vitest";
import { waitFor } from "../../tests/support/wait-for.ts";
import { silentLog } from "../log/log.ts";
import { openRedis } from "./open-redis.ts";
import { createRedisCacheStore } from "./redis-cache-store.ts";

it("goes without a Redis that holds the connection and says nothing more", async () => {
  let isSilent = false;
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    // To whatever a client asks while it gets ready.
    socket.on("data", (commands) => {
      const asked = String(commands).match(/\*\d+\r\n/g)?.length ?? 0;
      if (!isSilent) socket.write("$9\r\nloading:0\r\n".repeat(asked));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const redis = openRedis(`redis://127.0.0.1:${(server.address() as AddressInfo).port}`, silentLog);
  await waitFor("the client", async () => redis.status === "ready" || null);
  isSilent = true;
  expect(await createRedisCacheStore(redis, silentLog).get("a")).toBeNull();
  redis.disconnect();
  for (const socket of sockets) socket.destroy();
  server.close();
});
