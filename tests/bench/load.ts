import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Percentiles } from "./percentiles.ts";

interface Target {
  /** Of the product: `http://127.0.0.1:PORT`. */
  url: string;
  platform: "telegram" | "slack";
  /** Messages go round this many chats, whose numbers begin here. */
  chats: number;
  firstChat: number;
}

export type LoadOrder =
  | (Target & { kind: "saturate"; senders: number; milliseconds: number })
  | (Target & { kind: "acks"; perSecond: number; count: number })
  /** `perSecond` 0: all at once. `redelivered` is the share of webhooks that are sent twice. */
  | (Target & { kind: "replies"; perSecond: number; questions: string[]; redelivered?: number })
  /** On both platforms in turns, whether or not earlier ones were answered; `unasked` counts the answers meanwhile. */
  | (Omit<Target, "platform"> & { kind: "steady"; perSecond: number; texts: string[]; milliseconds: number })
  /** So many chats at once, each with its next question as soon as the last one was answered. */
  | (Target & { kind: "dialogues"; atOnce: number; questions: string[]; milliseconds: number });

export interface LoadResult extends Percentiles {
  count: number;
  /** Not acknowledged, or not answered. */
  failed: number;
  perSecond: number;
  /** Messages to a chat that waited for none. */
  unasked: number;
}

export interface LoadGenerator {
  /** Where the product finds the platforms it plays. */
  platforms: { telegramRoot: string; slackUrl: string };
  /** An OpenAI-compatible model that answers from the first passage after 200 ms. */
  modelUrl: string;
  /** One order at a time. */
  run(order: LoadOrder): Promise<LoadResult>;
  close(): Promise<void>;
}

type Addresses = Pick<LoadGenerator, "platforms" | "modelUrl">;

/** Starts the load generator in a process of its own. */
export async function startLoadGenerator(): Promise<LoadGenerator> {
  const child = fork(fileURLToPath(new URL("./load-generator.ts", import.meta.url)), {
    execArgv: ["--import", import.meta.resolve("tsx")],
  });
  const [addresses] = (await once(child, "message")) as [Addresses];
  return {
    ...addresses,
    run: async (order) => {
      child.send(order);
      const [result] = (await once(child, "message")) as [LoadResult];
      return result;
    },
    close: async () => {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}
