import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { WebGuard } from "../../../infra/http/get-public.ts";
import { isPublicAddress } from "../../../infra/http/public-address.ts";
import { pageSources } from "./page-sources.ts";
import { createVisit } from "./visit.ts";

type Page = { status?: number; headers?: Record<string, string>; body?: string | Buffer };

let server: Server;
let port: number;
let pages: Record<string, Page>;
let asked: string[];

beforeAll(async () => {
  server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const url = `http://${request.headers.host}${request.url}`.replace(`:${port}`, "");
    asked.push(url);
    const {
      status = 200,
      headers = { "content-type": "text/html; charset=utf-8" },
      body = "",
    } = pages[url] ?? { status: 404 };
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());
beforeEach(() => {
  pages = {};
  asked = [];
});

// The test's own server stands for the public web: every name leads to it, but those that lead inside.
const INSIDE: Record<string, string> = { "inside.example": "10.0.0.5", "metadata.example": "169.254.169.254" };
const guard: WebGuard = {
  resolveName: async (name) => [{ address: INSIDE[name] ?? "127.0.0.1", family: 4 }],
  isAllowed: (address) => address === "127.0.0.1" || isPublicAddress(address),
};

const at = (url: string) => url.replace(/^http:\/\/([^/:]+)/, `http://$1:${port}`);
const find = (url: string) => pageSources(at(url), createVisit(guard));

async function load(url: string) {
  const [source] = await find(url);
  const { bytes, ...about } = (await source?.load()) ?? { bytes: Buffer.alloc(0) };
  return { ...about, text: Buffer.from(bytes).toString() };
}

describe("a page", () => {
  it("is loaded with its format, its encoding and where it was found", async () => {
    pages["http://help.example/fees"] = { body: "<p>Fees</p>" };
    expect(await load("http://help.example/fees")).toEqual({
      format: "html",
      charset: "utf-8",
      url: at("http://help.example/fees"),
      text: "<p>Fees</p>",
    });
  });

  it("may be a file, told by its type or its ending", async () => {
    pages["http://help.example/terms"] = { headers: { "content-type": "application/pdf" }, body: "%PDF" };
    pages["http://help.example/list.csv"] = {
      headers: { "content-type": "application/octet-stream" },
      body: "question",
    };
    pages["http://help.example/picture"] = { headers: { "content-type": "image/png" }, body: "x" };
    expect((await load("http://help.example/terms")).format).toBe("pdf");
    expect((await load("http://help.example/list.csv")).format).toBe("csv");
    await expect(load("http://help.example/picture")).rejects.toThrow("no kind that can be imported (image/png)");
  });

  it("is found behind redirects, a few of them", async () => {
    pages["http://help.example/a"] = { status: 301, headers: { location: at("http://www.example/b") } };
    pages["http://www.example/b"] = { body: "here" };
    expect(await load("http://help.example/a")).toMatchObject({ text: "here", url: at("http://www.example/b") });
    pages["http://help.example/round"] = { status: 302, headers: { location: "/round" } };
    await expect(load("http://help.example/round")).rejects.toThrow("More than 5 redirects");
  });

  it("that is not there fails with what the site answered", async () => {
    await expect(load("http://help.example/none")).rejects.toThrow(`help.example:${port} answered 404.`);
  });

  it("is unpacked, but never to more than is allowed", async () => {
    const gzip = { "content-type": "text/html", "content-encoding": "gzip" };
    pages["http://help.example/small"] = { headers: gzip, body: gzipSync("small") };
    pages["http://help.example/bomb"] = { headers: gzip, body: gzipSync(Buffer.alloc(65 * 1024 * 1024)) };
    expect((await load("http://help.example/small")).text).toBe("small");
    await expect(load("http://help.example/bomb")).rejects.toThrow("larger than 64 MB");
  });
});

describe("a private network", () => {
  it.each([
    ["by address", "http://10.0.0.5/"],
    ["by an address of this machine", "http://[::1]/"],
    ["by a short form of one", "http://0x0a000005/"],
    ["by name", "http://inside.example/"],
    ["of a cloud's metadata", "http://metadata.example/latest"],
  ])("is never asked %s", async (_, url) => {
    const [source] = await pageSources(url, createVisit(guard));
    await expect(source?.load()).rejects.toThrow("is no public address");
    expect(asked).toEqual([]);
  });

  it.each(["http://inside.example/secret", "http://10.0.0.5/secret", "http://[::ffff:10.0.0.5]/secret"])(
    "is never asked where a redirect leads there: %s",
    async (location) => {
      pages["http://help.example/trick"] = { status: 302, headers: { location } };
      await expect(load("http://help.example/trick")).rejects.toThrow("is no public address");
    },
  );

  it("is not even looked at in other protocols", async () => {
    pages["http://help.example/trick"] = { status: 302, headers: { location: "file:///etc/passwd" } };
    await expect(load("http://help.example/trick")).rejects.toThrow("No address that can be fetched");
  });
});

describe("robots.txt", () => {
  it("is obeyed, also where a redirect leads, and asked once a site", async () => {
    pages["http://help.example/robots.txt"] = { body: "User-agent: *\nDisallow: /private" };
    pages["http://help.example/private/a"] = { body: "secret" };
    pages["http://help.example/open"] = { body: "open" };
    pages["http://help.example/lead"] = { status: 302, headers: { location: "/private/a" } };
    const visit = createVisit(guard);
    await expect(visit(at("http://help.example/private/a"))).rejects.toThrow("robots.txt does not allow");
    await expect(visit(at("http://help.example/lead"))).rejects.toThrow("robots.txt does not allow");
    expect((await visit(at("http://help.example/open"))).status).toBe(200);
    expect(asked.filter((url) => url.endsWith("robots.txt"))).toHaveLength(1);
    expect(asked).not.toContain("http://help.example/private/a");
  });

  it("may speak to us by name, and a site that fails to give it is left alone", async () => {
    pages["http://named.example/robots.txt"] = { body: "User-agent: Deskhand\nDisallow: /\n\nUser-agent: *\nAllow: /" };
    await expect(load("http://named.example/")).rejects.toThrow("robots.txt does not allow");
    pages["http://broken.example/robots.txt"] = { status: 503 };
    await expect(load("http://broken.example/")).rejects.toThrow("answered 503 for its robots.txt");
  });
});

describe("a sitemap", () => {
  const urlset = (...urls: string[]) =>
    `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.map((url) => `<url><loc>${at(url)}</loc></url>`).join("")}</urlset>`;

  it("gives the pages of its own site, also through others and compressed; one that fails stops no other", async () => {
    const index = ["a.xml", "b.xml.gz"].map(
      (name) => `<sitemap><loc>${at(`http://help.example/${name}`)}</loc></sitemap>`,
    );
    pages["http://help.example/sitemap.xml"] = { body: `<sitemapindex>${index.join("")}</sitemapindex>` };
    pages["http://help.example/a.xml"] = { body: urlset("http://help.example/1", "http://other.example/x") };
    pages["http://help.example/b.xml.gz"] = {
      body: gzipSync(urlset("http://help.example/2", "http://help.example/gone")),
    };
    pages["http://help.example/1"] = { body: "one" };
    pages["http://help.example/2"] = { body: "two" };
    const sources = await find("http://help.example/sitemap.xml");
    expect(sources.map(({ id }) => id)).toEqual(
      ["http://help.example/1", "http://help.example/2", "http://help.example/gone"].map(at),
    );
    const loaded = await Promise.allSettled(sources.map((source) => source.load()));
    expect(loaded.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
  });

  it("of entities or without own pages is refused", async () => {
    pages["http://help.example/bomb.xml"] = { body: `<urlset><!ENTITY a "b"></urlset>` };
    await expect(load("http://help.example/bomb.xml")).rejects.toThrow("no well-formed XML");
    pages["http://help.example/far.xml"] = { body: urlset("http://other.example/x") };
    await expect(load("http://help.example/far.xml")).rejects.toThrow("names no page of its own site");
  });
});
