/** A bot of Bolt behind its own Express that says what it hears and keeps nothing. */
import { App, ExpressReceiver, LogLevel } from "@slack/bolt";
import { serve, setting } from "./serve.mjs";

const receiver = new ExpressReceiver({
  signingSecret: setting("SLACK_SIGNING_SECRET"),
  endpoints: "/webhooks/slack",
  logLevel: LogLevel.ERROR,
});
const app = new App({
  token: setting("SLACK_BOT_TOKEN"),
  receiver,
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl: setting("SLACK_API_URL") },
});
app.message(async ({ message, say }) => {
  if (message.subtype === undefined) await say(message.text ?? "");
});
await serve(receiver.app);
