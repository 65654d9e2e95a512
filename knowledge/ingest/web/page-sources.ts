import { InputError } from "../../../infra/errors.ts";
import type { GetAnswer } from "../../../infra/http/get-public.ts";
import { fileProblem } from "../file-problem.ts";
import { formatOfName, type ImportFormat } from "../find-files.ts";
import { assertSize, type ImportSource, type SourceBytes } from "../import-source.ts";
import { readSitemap } from "./read-sitemap.ts";
import type { Visit } from "./visit.ts";

const MAX_PAGES = 5_000;
const MAX_SITEMAPS = 200;

// What servers say of files for which the address has no ending.
const FORMATS: Record<string, ImportFormat> = {
  "text/html": "html",
  "application/xhtml+xml": "html",
  "application/pdf": "pdf",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  "text/markdown": "md",
  "text/csv": "csv",
  "application/jsonl": "jsonl",
  "application/x-ndjson": "jsonl",
};

export function isWebAddress(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/**
 * What an address stands for: a page or file, or the pages of its own site that a sitemap names. What cannot be fetched
 * is a source that fails, so that the others go on.
 */
export async function pageSources(url: string, visit: Visit): Promise<ImportSource[]> {
  try {
    const answer = await visit(url);
    const sitemap = await readSitemap(answer.bytes);
    if (!sitemap) return [toSource(url, async () => toBytes(answer))];
    const pages = await pagesOf(answer.url, sitemap, visit);
    return pages.map((page) => toSource(page, async () => toBytes(await visit(page))));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [toSource(url, () => Promise.reject(error))];
  }
}

function toSource(url: string, load: () => Promise<SourceBytes>): ImportSource {
  return { id: url, format: null, load };
}

async function pagesOf(url: string, first: { pages: string[]; sitemaps: string[] }, visit: Visit): Promise<string[]> {
  const pages = new Set(ownOf(url, first.pages));
  const waiting = ownOf(url, first.sitemaps);
  const seen = new Set([url]);
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (seen.size > MAX_SITEMAPS) {
      throw fileProblem({
        en: `The site has more than ${MAX_SITEMAPS} sitemaps: import them one by one.`,
        zh: `该网站的站点地图超过 ${MAX_SITEMAPS} 个，请逐个导入。`,
      });
    }
    const sitemap = await readSitemap((await visit(next)).bytes);
    for (const page of ownOf(url, sitemap?.pages ?? [])) pages.add(page);
    waiting.push(...ownOf(url, sitemap?.sitemaps ?? []));
    assertNumber(pages.size);
  }
  assertNumber(pages.size);
  if (pages.size === 0) {
    throw fileProblem({ en: "The sitemap names no page of its own site.", zh: "站点地图中没有本站的页面。" });
  }
  return [...pages];
}

function assertNumber(pages: number): void {
  if (pages > MAX_PAGES) {
    throw fileProblem({
      en: `At most ${MAX_PAGES} pages an import; the sitemap names more.`,
      zh: `每次最多导入 ${MAX_PAGES} 个页面，站点地图中的页面超出此数。`,
    });
  }
}

/** A sitemap speaks for its own host only. */
function ownOf(sitemap: string, addresses: readonly string[]): string[] {
  const { host } = new URL(sitemap);
  return addresses.filter(
    (address) => isWebAddress(address) && URL.canParse(address) && new URL(address).host === host,
  );
}

function toBytes({ url, contentType, bytes }: GetAnswer): SourceBytes {
  const [type = "", ...parameters] = (contentType ?? "").toLowerCase().split(";");
  const charset = /charset\s*=\s*"?([\w-]{2,30})/.exec(parameters.join(";"))?.[1] ?? null;
  const format =
    FORMATS[type.trim()] ?? formatOfName(new URL(url).pathname) ?? (type.startsWith("text/plain") ? "txt" : null);
  if (!format) {
    throw fileProblem({
      en: `The page is no kind that can be imported (${type.trim() || "unknown"}).`,
      zh: `此类页面无法导入（${type.trim() || "类型不明"}）。`,
    });
  }
  assertSize(format, bytes.length);
  return { bytes, format, charset, url };
}
