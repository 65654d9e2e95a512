import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { UnavailableError } from "../errors.ts";
import type { Cluster } from "./cluster.ts";
import { lastLogLines, prepareLogFile } from "./log-file.ts";
import { lastPort, readPostmasterFile } from "./postmaster-file.ts";
import { isRunning } from "./process-of.ts";
import { type ProgramResult, runProgram } from "./run-program.ts";
import { commandLineOf } from "./server-settings.ts";
import { prepareSocketFolder } from "./socket-folder.ts";

/** Replaying the log of a long crash takes its time. */
export const START_TIMEOUT_MS = 120_000;
/** A fast stop ends every connection and writes one checkpoint. */
const STOP_TIMEOUT_MS = 60_000;
const POLL_MS = 25;

/**
 * Starts the server and waits until it accepts connections. Not `ok` when it could not start, or another one was
 * first. pg_ctl puts it into a session of its own (setsid), so that Ctrl-C in our terminal does not reach it.
 */
export async function startServer(cluster: Cluster): Promise<ProgramResult> {
  const { binaries, paths, settings, account } = cluster;
  await prepareLogFile(cluster);
  const port = await choosePort(cluster);
  const socket = { unix_socket_directories: await prepareSocketFolder(cluster, port) };
  const options = commandLineOf({ ...socket, ...settings }, port);
  return await runProgram(
    binaries.pgCtl,
    [
      "start",
      "--wait",
      `--timeout=${START_TIMEOUT_MS / 1000}`,
      `--pgdata=${paths.data}`,
      `--log=${paths.log}`,
      `--options=${options}`,
    ],
    { account, timeoutMs: START_TIMEOUT_MS + 10_000 },
  );
}

/**
 * Stops the running server, ending its connections, and waits until it is gone.
 * @throws UnavailableError when it is still there after a minute.
 */
export async function stopServer(cluster: Cluster): Promise<void> {
  const { binaries, paths, account } = cluster;
  const running = await readPostmasterFile(paths);
  if (running === null) return;
  // Without pg_ctl's own waiting: it would go on waiting for a successor that starts at once.
  const asked = await runProgram(binaries.pgCtl, ["stop", "--mode=fast", "--no-wait", `--pgdata=${paths.data}`], {
    account,
    timeoutMs: STOP_TIMEOUT_MS,
  });
  const deadline = AbortSignal.timeout(STOP_TIMEOUT_MS);
  while ((await readPostmasterFile(paths))?.pid === running.pid && (await isRunning(running.pid))) {
    if (deadline.aborted || !asked.ok) {
      throw new UnavailableError(
        `The embedded PostgreSQL (process ${running.pid}) did not stop within ${STOP_TIMEOUT_MS / 1000} s. ` +
          `${asked.ok ? "" : asked.output}\n${await lastLogLines(cluster)}`,
      );
    }
    await pause(POLL_MS);
  }
}

/** The port of last time if nobody else has it now, so that bookmarks and running clients stay right; else any free. */
async function choosePort({ paths }: Cluster): Promise<number> {
  const last = await lastPort(paths);
  if (last !== null && (await freePort(last)) === last) return last;
  const port = await freePort(0);
  if (port === null) throw new UnavailableError("There is no free port on 127.0.0.1 for the embedded PostgreSQL");
  return port;
}

/** The port listened on for a moment (0: one that the system picks); null when it is taken. */
async function freePort(port: number): Promise<number | null> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === "object" ? address.port : null));
    });
  });
}
