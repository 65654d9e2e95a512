/** The ceiling of a webhook behind Express: the body is read and its signature checked, and nothing is done with it. */
import { createHmac, timingSafeEqual } from "node:crypto";
import express from "express";
import { serve, setting } from "./serve.mjs";

const secret = setting("SLACK_SIGNING_SECRET");
const app = express();
app.disable("x-powered-by");
app.post("/webhooks/slack", express.raw({ type: "*/*", limit: "1mb" }), (request, response) => {
  const base = `v0:${request.get("x-slack-request-timestamp")}:${request.body}`;
  const own = Buffer.from(`v0=${createHmac("sha256", secret).update(base).digest("hex")}`);
  const theirs = Buffer.from(request.get("x-slack-signature") ?? "");
  response.sendStatus(own.length === theirs.length && timingSafeEqual(own, theirs) ? 200 : 401);
});
await serve(app);
