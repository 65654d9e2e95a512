import express, { type Request, type Response, type Router } from "express";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { type FileLink, findFileLink } from "../../bot/files/file-link.ts";
import { noteOpening } from "../../bot/files/note-opening.ts";
import { askedFrom } from "../../domain/control/audit-log.ts";
import type { Language } from "../../domain/language/language.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { NotFoundError } from "../../infra/errors.ts";
import type { BlobStore } from "../../infra/files/blob-store.ts";
import { filePage, noticePage, servedType, shownAs } from "./file-page.ts";

export interface FileDeps {
  db: Database;
  blobs: BlobStore;
  clock: Clock;
}

/** More than people need, also for a film that is fetched in pieces, and far too few to guess 256 bits. */
const PER_MINUTE = 120;

/** Our own words around a file: no script, nothing from elsewhere. */
const PAGE_POLICY =
  "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'; sandbox allow-same-origin allow-downloads";
const CONTENT_POLICY = "default-src 'none'; sandbox";

/**
 * `/files/TOKEN`: a page about a customer's file for whoever was given the link, and `/files/TOKEN/content`, the file.
 * Platforms look at links by themselves, so only the content counts as an opening.
 */
export function fileRoutes(deps: FileDeps): Router {
  const router = express.Router();
  const limit = new RateLimiterMemory({ points: PER_MINUTE, duration: 60 });
  const guarded = (answer: Answer) => async (request: Request, response: Response) => {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("X-Robots-Tag", "noindex");
    response.setHeader("Content-Security-Policy", PAGE_POLICY);
    if (await isOver(limit, request.ip ?? "")) return say(response, 429, tooMany);
    const link = await findFileLink(deps.db, String(request.params["token"] ?? ""));
    if (!link?.isActive) return say(response, 404, unknown);
    if (link.expiresAt <= deps.clock.now()) return say(response, 410, expired);
    return answer(deps, link, request, response);
  };
  router.get("/files/:token", guarded(showPage));
  router.get("/files/:token/content", guarded(sendContent));
  return router;
}

/** Counts a sender's request, and says whether it was one too many within a minute. */
async function isOver(limit: RateLimiterMemory, sender: string): Promise<boolean> {
  try {
    await limit.consume(sender);
    return false;
  } catch (error) {
    if (error instanceof RateLimiterRes) return true;
    throw error;
  }
}

type Answer = (deps: FileDeps, link: FileLink, request: Request, response: Response) => Promise<void>;

async function showPage(_deps: FileDeps, link: FileLink, request: Request, response: Response): Promise<void> {
  response.type("html").send(filePage(link, `/files/${request.params["token"]}`));
}

async function sendContent(deps: FileDeps, link: FileLink, request: Request, response: Response): Promise<void> {
  const blob = await deps.blobs.get(link.orgId, link.sha256).catch((error: unknown) => {
    if (error instanceof NotFoundError) return null;
    throw error;
  });
  if (!blob) return say(response, 404, unknown);
  const { bytes } = blob;
  const range = readRange(request.headers.range, bytes.length);
  // A player fetches in pieces: the first of them is the opening, wherever it begins. HEAD gives nothing of the file.
  if (request.method === "GET" && (range.from === 0 || link.openedAt === null))
    await inOrganization(deps.db, link.orgId, async (scope) => {
      await askedFrom(scope.trx, { address: request.ip, userAgent: request.get("User-Agent") });
      await noteOpening(scope, link, deps.clock.now());
    });
  const isInline = shownAs(link) !== null && request.query["download"] === undefined;
  response.setHeader("Content-Security-Policy", CONTENT_POLICY);
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Accept-Ranges", "bytes");
  response.attachment(link.name);
  if (isInline) {
    const named = String(response.getHeader("Content-Disposition")).replace(/^attachment/, "inline");
    response.setHeader("Content-Disposition", named);
  }
  response.setHeader("Content-Type", servedType(link));
  if (range.isPart) {
    response.status(206).setHeader("Content-Range", `bytes ${range.from}-${range.to}/${bytes.length}`);
  }
  response.end(bytes.subarray(range.from, range.to + 1));
}

/** One range, as players ask for; anything else is the whole file. */
function readRange(header: string | undefined, size: number): { from: number; to: number; isPart: boolean } {
  const [, first = "", last = ""] = /^bytes=(\d{1,12})-(\d{0,12})$/.exec(header ?? "") ?? [];
  const from = Number(first);
  const to = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  return first === "" || from > to ? { from: 0, to: size - 1, isPart: false } : { from, to, isPart: true };
}

function say(response: Response, status: number, words: Record<Language, string>): void {
  response.status(status).type("html").send(noticePage(words));
}

const unknown = { en: "There is no such file.", zh: "没有此文件。" };
const expired = {
  en: "This link has expired. Press Open at the desk again for a new one.",
  zh: "此链接已过期。请在工作台重新点击“打开”。",
};
const tooMany = { en: "Too many requests. Try again in a minute.", zh: "请求过多，请一分钟后再试。" };
