import { existsSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { findRedis } from "../support/redis.ts";
import { waitFor } from "../support/wait-for.ts";
import { startInstantPlatforms } from "./instant-platforms.ts";
import { type ReferenceName, startReference } from "./start-reference.ts";
import { slackMessage, telegramMessage } from "./wire-messages.ts";

const redis = await findRedis();
const isInstalled = existsSync(new URL("./references/node_modules", import.meta.url));

it.each<ReferenceName>(["grammy-echo", "bolt-echo"])("%s says what it hears", (name) => hear(name));

it.skipIf(!process.env["CI"] && (redis === null || !isInstalled))(
  "chat-sdk-echo says what it hears, with its state in Redis",
  async () => {
    onTestFinished(async () => redis?.close());
    await hear("chat-sdk-echo");
  },
);

it("express-hmac takes what is signed, and nothing else", async () => {
  const { post } = await open("express-hmac");
  const message = slackMessage(800_000_001, "Hello?");
  expect((await post(message)).status).toBe(200);
  expect((await post({ ...message, body: `${message.body} ` })).status).toBe(401);
});

async function hear(name: ReferenceName): Promise<void> {
  const { platforms, post } = await open(name);
  const heard: string[] = [];
  platforms.onMessage((chat) => heard.push(chat));
  const isTelegram = name === "grammy-echo";
  const chat = 800_000_001;
  expect((await post(isTelegram ? telegramMessage(chat, "Hello?") : slackMessage(chat, "Hello?"))).status).toBe(200);
  await waitFor("its answer", () => heard.length > 0);
  expect(heard).toEqual([isTelegram ? String(chat) : `D${chat}`]);
}

async function open(name: ReferenceName) {
  const platforms = await startInstantPlatforms();
  const program = await startReference(name, {
    TELEGRAM_API_ROOT: platforms.telegramRoot,
    SLACK_API_URL: platforms.slackUrl,
    STATE_URL: redis?.url ?? "",
  });
  onTestFinished(async () => {
    await program.stop();
    await platforms.close();
  });
  const post = ({ path, headers, body }: { path: string; headers: Record<string, string>; body: string }) =>
    fetch(`${program.url}${path}`, { method: "POST", headers, body });
  return { platforms, post };
}
