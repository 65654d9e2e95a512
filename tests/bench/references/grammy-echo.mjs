/** A bot of grammY behind Express that says what it hears and keeps nothing. */
import express from "express";
import { Bot, webhookCallback } from "grammy";
import { serve, setting } from "./serve.mjs";

const bot = new Bot(setting("TELEGRAM_BOT_TOKEN"), { client: { apiRoot: setting("TELEGRAM_API_ROOT") } });
bot.on("message:text", (context) => context.reply(context.message.text));
await bot.init();

const app = express();
app.use(express.json());
app.post("/webhooks/telegram", webhookCallback(bot, "express", { secretToken: setting("TELEGRAM_WEBHOOK_SECRET") }));
await serve(app);
