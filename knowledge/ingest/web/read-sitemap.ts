import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { fileProblem } from "../file-problem.ts";

export interface Sitemap {
  /** Addresses of pages. */
  pages: string[];
  /** Addresses of further sitemaps. */
  sitemaps: string[];
}

// The protocol's own limit, for one file.
const MAX_UNPACKED = 50 * 1024 * 1024;
const MAX_ENTRIES = 50_000;

/** A sitemap or an index of sitemaps, also compressed; null when the bytes are neither. */
export async function readSitemap(bytes: Buffer): Promise<Sitemap | null> {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = (isPacked ? await unpack(bytes) : bytes).toString("utf8");
  if (
    !/^\uFEFF?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)*<(?:urlset|sitemapindex)\b/.test(text.slice(0, 8192))
  )
    return null;
  if (text.includes("<!ENTITY") || XMLValidator.validate(text) !== true) {
    throw fileProblem({ en: "The sitemap is no well-formed XML.", zh: "站点地图不是格式正确的 XML。" });
  }
  const parsed: unknown = new XMLParser({
    ignoreAttributes: true,
    isArray: (name) => name === "url" || name === "sitemap",
  }).parse(text);
  return { pages: locations(parsed, "urlset", "url"), sitemaps: locations(parsed, "sitemapindex", "sitemap") };
}

function locations(parsed: unknown, root: string, entry: string): string[] {
  const list = field(field(parsed, root), entry);
  if (!Array.isArray(list)) return [];
  return list
    .slice(0, MAX_ENTRIES)
    .map((each) => field(each, "loc"))
    .filter((loc) => typeof loc === "string")
    .map((loc) => loc.trim());
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

async function unpack(bytes: Buffer): Promise<Buffer> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: MAX_UNPACKED });
  } catch {
    throw fileProblem({
      en: `The file is damaged, or unpacks to more than ${MAX_UNPACKED / 1024 / 1024} MB.`,
      zh: `文件已损坏，或解压后超过 ${MAX_UNPACKED / 1024 / 1024} MB。`,
    });
  }
}
