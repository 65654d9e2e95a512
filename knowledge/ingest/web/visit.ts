import { setTimeout as pause } from "node:timers/promises";
import robotsParser from "robots-parser";
import { type GetAnswer, getPublic, type WebGuard } from "../../../infra/http/get-public.ts";
import { fileProblem } from "../file-problem.ts";
import { MAX_SOURCE_BYTES } from "../import-source.ts";

/** The name under which a site's robots.txt may speak to us. */
const NAME = "Deskhand";
const USER_AGENT = `${NAME}/1.0 (knowledge import)`;
const PAGE_MS = 30_000;
const ROBOTS_BYTES = 512 * 1024;
const MAX_DELAY_MS = 10_000;

/** What a site's robots.txt says, of the parser's members. */
interface Robots {
  isDisallowed(url: string, name: string): boolean | undefined;
  /** Seconds. */
  getCrawlDelay(name: string): number | undefined;
}

/** Fetches a page as a polite visitor. @throws InputError with the reason for the person. */
export type Visit = (url: string) => Promise<GetAnswer>;

/**
 * A visitor for one import: it asks each site's robots.txt once, keeps to it, also where a redirect leads, and waits
 * between pages as the site wants it (at most ten seconds).
 */
export function createVisit(guard: WebGuard = {}): Visit {
  const sites = new Map<string, Promise<Robots>>();
  const lastVisit = new Map<string, number>();
  const robotsOf = ({ origin }: URL): Promise<Robots> => {
    const known = sites.get(origin) ?? loadRobots(`${origin}/robots.txt`, guard);
    sites.set(origin, known);
    return known;
  };
  const beforeRequest = async (url: URL): Promise<void> => {
    const robots = await robotsOf(url);
    if (robots.isDisallowed(url.href, NAME)) {
      throw fileProblem({
        en: `The site's robots.txt does not allow ${url.href.slice(0, 300)} to be read by programs.`,
        zh: `该网站的 robots.txt 不允许程序读取 ${url.href.slice(0, 300)}。`,
      });
    }
    const delay = Math.min((robots.getCrawlDelay(NAME) ?? 0) * 1000, MAX_DELAY_MS);
    const last = lastVisit.get(url.origin);
    if (last !== undefined && delay > 0) await pause(Math.max(0, last + delay - performance.now()));
    lastVisit.set(url.origin, performance.now());
  };
  return async (url) => {
    const answer = await getPublic({
      url,
      userAgent: USER_AGENT,
      maxBytes: MAX_SOURCE_BYTES,
      timeoutMs: PAGE_MS,
      guard,
      beforeRequest,
    });
    if (answer.status !== 200) {
      const { host } = new URL(answer.url);
      throw fileProblem({ en: `${host} answered ${answer.status}.`, zh: `${host} 返回了 ${answer.status}。` });
    }
    return answer;
  };
}

/** As RFC 9309 has it: a file that is not there allows everything, a site that fails allows nothing. */
async function loadRobots(url: string, guard: WebGuard): Promise<Robots> {
  const { status, bytes } = await getPublic({
    url,
    userAgent: USER_AGENT,
    maxBytes: ROBOTS_BYTES,
    timeoutMs: PAGE_MS,
    guard,
  });
  if (status >= 500) {
    const { host } = new URL(url);
    throw fileProblem({
      en: `${host} answered ${status} for its robots.txt: try again later.`,
      zh: `${host} 的 robots.txt 返回了 ${status}，请稍后再试。`,
    });
  }
  return robots(url, status === 200 ? bytes.toString("utf8") : "");
}

// The module's types describe a default export that Node gives as the module itself.
const robots = robotsParser as unknown as (url: string, text: string) => Robots;
