/** A bot of the Vercel Chat SDK behind Express that says what it hears; its state is in Redis or in PostgreSQL. */
import { text } from "node:stream/consumers";
import { createSlackAdapter } from "@chat-adapter/slack";
import { createPostgresState } from "@chat-adapter/state-pg";
import { createRedisState } from "@chat-adapter/state-redis";
import { Chat, ConsoleLogger } from "chat";
import express from "express";
import { serve, setting } from "./serve.mjs";

const url = setting("STATE_URL");
const logger = new ConsoleLogger("silent");
const slack = createSlackAdapter({
  botToken: setting("SLACK_BOT_TOKEN"),
  signingSecret: setting("SLACK_SIGNING_SECRET"),
  apiUrl: setting("SLACK_API_URL"),
  logger,
});
const bot = new Chat({
  userName: "bench",
  adapters: { slack: slack },
  state: url.startsWith("redis") ? createRedisState({ url, logger }) : createPostgresState({ url, logger }),
  // What waits for a chat is handled in its order, as the product does; the default throws it away.
  concurrency: "queue",
  logger: "silent",
});
bot.onDirectMessage(async (thread, message) => {
  await thread.post(message.text);
});
await bot.initialize();
const { slack: webhook } = bot.webhooks;
if (!webhook) throw new Error("The Chat SDK has no webhook for its Slack adapter");

const app = express();
app.disable("x-powered-by");
app.post("/webhooks/slack", async (request, response) => {
  const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const asked = new Request("http://bench/webhooks/slack", { method: "POST", headers, body: await text(request) });
  const answer = await webhook(asked, { waitUntil: (task) => void task.catch(() => undefined) });
  response.status(answer.status).send(await answer.text());
});
await serve(app);
