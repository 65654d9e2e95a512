import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { benchSecrets } from "./wire-messages.ts";

export interface InstantPlatforms {
  /** For `TELEGRAM_API_ROOT`. */
  telegramRoot: string;
  /** For `SLACK_API_URL`. */
  slackUrl: string;
  /** For `LLM_BASE_URL`: says the first passage it was given, after 200 ms. */
  modelUrl: string;
  /** Called with the chat of each message that arrives at a platform. */
  onMessage(listener: (chat: string) => void): void;
  close(): Promise<void>;
}

const MODEL_TAKES_MS = 200;

const Prompt = z.object({ messages: z.array(z.object({ role: z.string(), content: z.string() })) });
/** What is asked besides answers (facts and leads' points in a message) comes without passages. */
const Given = z.object({
  passages: z
    .array(z.object({ text: z.string() }))
    .min(1)
    .optional(),
});
const SentText = z.object({ chat_id: z.union([z.number(), z.string()]) });

/** Telegram and Slack as a load test needs them: everything succeeds at once, nothing is kept. */
export async function startInstantPlatforms(): Promise<InstantPlatforms> {
  let listener: (chat: string) => void = () => undefined;
  let messages = 0;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (request.url === "/v1/chat/completions") {
      await pause(MODEL_TAKES_MS);
      return json(response, completionOf(body));
    }
    const method = request.url?.split("/").at(-1) ?? "";
    if (request.url?.startsWith("/bot")) return json(response, telegram(method, body));
    return json(response, slack(method, body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const root = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;

  const telegram = (method: string, body: string): unknown => {
    if (method === "getMe") return { ok: true, result: bot };
    if (method !== "sendMessage") return { ok: true, result: true };
    const { chat_id: chat } = SentText.parse(JSON.parse(body));
    messages += 1;
    listener(String(chat));
    const date = Math.floor(Date.now() / 1000);
    return { ok: true, result: { message_id: messages, date, chat: { id: Number(chat), type: "private" }, text: "" } };
  };
  const slack = (method: string, body: string): unknown => {
    if (method === "auth.test") {
      return { ok: true, team_id: benchSecrets.slackTeam, user_id: "U0BENCHBOT", bot_id: "B0BENCHBOT", team: "Bench" };
    }
    if (method !== "chat.postMessage") return { ok: false, error: "user_not_found" };
    const channel = new URLSearchParams(body).get("channel") ?? "";
    messages += 1;
    listener(channel);
    return {
      ok: true,
      channel,
      ts: `${Math.floor(Date.now() / 1000)}.${String(messages % 1_000_000).padStart(6, "0")}`,
    };
  };

  return {
    telegramRoot: root,
    slackUrl: `${root}/api/`,
    modelUrl: `${root}/v1`,
    onMessage: (next) => {
      listener = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function completionOf(body: string): unknown {
  const user = Prompt.parse(JSON.parse(body)).messages.at(-1)?.content ?? "";
  const passage = Given.parse(JSON.parse(user)).passages?.[0];
  const content = JSON.stringify(
    passage ? { abstain: false, sentences: [{ text: passage.text, passages: [1] }] } : { facts: [], points: [] },
  );
  return {
    model: "bench",
    choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content } }],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  };
}

const bot = {
  id: Number(benchSecrets.telegramToken.split(":")[0]),
  is_bot: true,
  first_name: "Bench",
  username: "bench_bot",
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
};

function json(response: ServerResponse, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
}
