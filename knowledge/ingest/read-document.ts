import { basename, extname } from "node:path";
import { detectLanguage } from "../../domain/language/detect-language.ts";
import { InputError } from "../../infra/errors.ts";
import type { DocumentImport } from "../store/documents.ts";
import { type Chunk, chunkDocument } from "./chunk-document.ts";
import { contentHash } from "./content-hash.ts";
import { type Block, parseMarkdownBlocks, parseTextBlocks } from "./parse-blocks.ts";
import type { PassageRow } from "./read-rows.ts";

const MAX_TITLE = 500;
// YAML between two lines of dashes, as site generators write it on top of a page.
const FRONT_MATTER = /^---\n([\s\S]{0,10000}?)\n---(?:\n|$)/;

/** A Markdown or plain text file as a document with its chunks. @throws InputError when nothing is in it. */
export function readDocument(path: string, format: "md" | "txt", source: string): DocumentImport {
  const name = basename(path, extname(path));
  if (format === "txt") return toDocument(path, name, source, "txt", parseTextBlocks(source));
  const [whole = "", yaml = ""] = FRONT_MATTER.exec(source) ?? [];
  const blocks = parseMarkdownBlocks(source.slice(whole.length));
  const yamlTitle = /^title:\s*["']?(.+?)["']?\s*$/m.exec(yaml)?.[1];
  const heading = blocks.find((block) => block.kind === "heading" && block.depth === 1)?.title;
  return toDocument(path, yamlTitle || heading || name, source, "md", blocks);
}

/** A passage row as a document. Its external id is the row's, else one made from its text. */
export function readPassage(row: PassageRow): DocumentImport {
  const externalId = row.id ?? `p:${contentHash(row.title, row.text).slice(0, 24)}`;
  const title = row.title || row.text.slice(0, 60);
  return toDocument(externalId, title, row.text, "jsonl", parseTextBlocks(row.text), row.category);
}

function toDocument(
  externalId: string,
  fullTitle: string,
  content: string,
  fileType: DocumentImport["fileType"],
  blocks: readonly Block[],
  category: string | null = null,
): DocumentImport {
  const title = fullTitle.slice(0, MAX_TITLE).trim();
  const chunks = chunkDocument(blocks);
  if (chunks.length === 0) throw new InputError("There is no text in it.");
  return {
    externalId,
    title,
    content,
    fileType,
    fileSize: Buffer.byteLength(content),
    category,
    language: detectLanguage(content),
    contentHash: contentHash(title, category, content),
    chunks: chunks.map((chunk) => ({ ...chunk, contentHash: hashChunk(title, chunk) })),
  };
}

/** Over all that is searched: a chunk with another title above it needs another vector. */
function hashChunk(title: string, { headingPath, content }: Chunk): string {
  return contentHash(title, headingPath, content);
}
