import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { silentLog } from "../../infra/log/log.ts";
import { type CampaignDesk, openCampaignDesk } from "../../tests/support/campaign-desk.ts";
import { redirectRoutes } from "./redirect-routes.ts";
import { createHttpApp } from "./server.ts";

let desk: CampaignDesk;
let url: string;
let close: () => void;
let token: string;

beforeAll(async () => {
  desk = await openCampaignDesk();
  const server = createHttpApp([redirectRoutes(desk.deps)], silentLog).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => server.close();
  await desk.addReachable();
  await desk.begin({ content: { en: "Read https://broker.example.com/news" } });
  await desk.run();
  await desk.deliver();
  token = /\/r\/([\w-]{22})/.exec(desk.taken[0]?.text ?? "")?.[1] ?? "";
});
afterAll(async () => {
  close();
  await desk.close();
});

const follow = (path: string, agent: string, method = "GET") =>
  fetch(`${url}/r/${path}`, { redirect: "manual", method, headers: { "user-agent": agent } });
const clicks = async () => (await desk.db.system("campaign_links").first("clicks")).clicks;

it("leads to the link of the approved words, and counts people, not the previews of platforms", async () => {
  for (const agent of ["TelegramBot (like TwitterBot)", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"]) {
    expect((await follow(token, agent)).status).toBe(302);
  }
  await follow(token, "Mozilla/5.0", "HEAD");
  expect(await clicks()).toBe(0);
  const answer = await follow(token, "Mozilla/5.0 (iPhone) Telegram-iOS/10.1");
  expect([answer.status, answer.headers.get("location")]).toEqual([302, "https://broker.example.com/news"]);
  expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
  await follow(token, "Mozilla/5.0");
  expect(await clicks()).toBe(2);
  expect((await desk.db.system("campaign_executions").first("clicked_at")).clicked_at).not.toBeNull();
});

it.each(["AAAAAAAAAAAAAAAAAAAAAA", "short", "https%3A%2F%2Fevil.example", "..%2F..%2Fapi"])(
  "leads nowhere from %s",
  async (path) => {
    const answer = await follow(path, "Mozilla/5.0");
    expect([answer.status, answer.headers.get("location")]).toEqual([404, null]);
  },
);
