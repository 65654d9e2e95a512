import { once } from "node:events";
import { createServer } from "node:http";

/** Serves on a free port and tells the bench where, by a line on standard output. */
export async function serve(/** @type {import("node:http").RequestListener} */ listener) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  process.stdout.write(`Ready: http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}\n`);
}

/** A variable that the bench sets. */
export function setting(/** @type {string} */ name) {
  const value = process.env[name];
  if (!value) throw new Error(`The bench sets ${name}`);
  return value;
}
