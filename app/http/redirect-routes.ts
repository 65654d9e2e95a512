import express, { type Request, type Response, type Router } from "express";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { findCampaignLink, noteClick } from "../../domain/growth/campaign-links.ts";
import { isLink } from "../../domain/growth/template-links.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { noticePage } from "./file-page.ts";

/** Far more than people need, and far too few to guess 128 bits. */
const PER_MINUTE = 120;

/** Platforms look at links by themselves, to show a preview: nobody followed anything then. */
const looksByItself = /bot\b|crawl|spider|preview|facebookexternalhit|whatsapp\/|curl|wget|python|go-http/i;

/**
 * `/r/TOKEN`: leads to where a link in a campaign's text led, and counts that it was followed. It leads nowhere but to
 * addresses that stood in approved words.
 */
export function redirectRoutes({ db, clock }: { db: Database; clock: Clock }): Router {
  const router = express.Router();
  const limit = new RateLimiterMemory({ points: PER_MINUTE, duration: 60 });
  router.get("/r/:token", async (request: Request, response: Response) => {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("X-Robots-Tag", "noindex");
    if (await isOver(limit, request.ip ?? "")) return void response.status(429).type("html").send(noticePage(tooMany));
    const token = String(request.params["token"] ?? "");
    const link = await findCampaignLink(db, token);
    if (!link || !isLink(link.url)) return void response.status(404).type("html").send(noticePage(unknown));
    if (request.method === "GET" && !looksByItself.test(request.get("user-agent") ?? "")) {
      await inOrganization(db, link.orgId, (scope) => noteClick(scope, token, clock.now()));
    }
    response.redirect(302, link.url);
  });
  return router;
}

async function isOver(limit: RateLimiterMemory, sender: string): Promise<boolean> {
  try {
    await limit.consume(sender);
    return false;
  } catch (error) {
    if (error instanceof RateLimiterRes) return true;
    throw error;
  }
}

const unknown = { en: "There is no such link.", zh: "没有此链接。" };
const tooMany = { en: "Too many requests. Try again in a minute.", zh: "请求过多，请一分钟后再试。" };
