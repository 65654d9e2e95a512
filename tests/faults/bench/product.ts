import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

export interface FaultProduct {
  pid: number;
  /** False once it has ended. */
  isAlive(): boolean;
  signal(signal: NodeJS.Signals): void;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Moves what it takes for the time. */
  jump(ms: number): void;
  rssBytes(): Promise<number>;
}

/**
 * Starts the product in a process of its own, `program` being what `product-process.ts` was built to; resolves when it is
 * ready, or has ended before that.
 */
export async function startFaultProduct(program: string, variables: Record<string, string>): Promise<FaultProduct> {
  const child = fork(program, {
    execArgv: [],
    env: {
      PATH: process.env["PATH"] ?? "",
      NODE_ENV: "test",
      DESKHAND_MASTER_KEY: Buffer.alloc(32, 7).toString("base64"),
      LOG_LEVEL: process.env["LOG_LEVEL"] ?? "silent",
      ...variables,
    },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  if (child.pid === undefined) throw new Error("the product could not be started");
  const ended = once(child, "exit").then(([code, signal]) => ({ code, signal }));
  let isAlive = true;
  void ended.then(() => {
    isAlive = false;
  });
  await Promise.race([isReady(child), ended]);
  const mayDie = variables["DESKHAND_FAULT_POINT"] !== undefined;
  if (!isAlive && !mayDie) throw new Error("the product ended before it was ready");
  return {
    pid: child.pid,
    isAlive: () => isAlive,
    signal: (signal) => void child.kill(signal),
    ended,
    jump: (jumpMs) => void child.send({ jumpMs }),
    rssBytes: async () => {
      child.send({ tell: "memory" });
      const [answer] = (await once(child, "message")) as [{ rssBytes: number }];
      return answer.rssBytes;
    },
  };
}

function isReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    let printed = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      if (/^ready /m.test(printed)) resolve();
    });
  });
}
