import { basename, extname } from "node:path";
import { detectLanguage } from "../../domain/language/detect-language.ts";
import type { DocumentImport } from "../store/documents.ts";
import { type Chunk, chunkDocument } from "./chunk-document.ts";
import { contentHash } from "./content-hash.ts";
import { fileProblem } from "./file-problem.ts";
import { type Block, parseMarkdownBlocks, parseTextBlocks } from "./parse-blocks.ts";
import type { PassageRow } from "./read-rows.ts";

const MAX_TITLE = 500;
// YAML between two lines of dashes, as site generators write it on top of a page.
const FRONT_MATTER = /^---\n([\s\S]{0,10000}?)\n---(?:\n|$)/;

/** A file's blocks before they are chunks. */
interface DocumentSource {
  externalId: string;
  /** Null: the first heading, else `name`. */
  title: string | null;
  name: string;
  fileType: DocumentImport["fileType"];
  blocks: readonly Block[];
  /** The whole text; absent: that of the blocks. */
  content?: string;
  category?: string | null;
  /** Absent: the external id, which is a file's path. */
  origin?: string;
  sourceHash?: string | null;
}

/** A Markdown or plain text file as a document with its chunks. @throws InputError when nothing is in it. */
export function readDocument(path: string, format: "md" | "txt", source: string): DocumentImport {
  const about = { externalId: path, name: nameOf(path), content: source };
  if (format === "txt") {
    return toDocument({ ...about, title: about.name, fileType: "txt", blocks: parseTextBlocks(source) });
  }
  const [whole = "", yaml = ""] = FRONT_MATTER.exec(source) ?? [];
  const blocks = parseMarkdownBlocks(source.slice(whole.length));
  const title = /^title:\s*["']?(.+?)["']?\s*$/m.exec(yaml)?.[1] ?? null;
  return toDocument({ ...about, title, fileType: "md", blocks });
}

/** A passage row of a file as a document. Its external id is the row's, else one made from its text. */
export function readPassage(row: PassageRow, origin: string): DocumentImport {
  return toDocument({
    origin,
    externalId: row.id ?? `p:${contentHash(row.title, row.text).slice(0, 24)}`,
    title: row.title || row.text.slice(0, 60),
    name: "",
    content: row.text,
    fileType: "jsonl",
    blocks: parseTextBlocks(row.text),
    category: row.category,
  });
}

/** The name of a file without folders and ending. */
export function nameOf(path: string): string {
  return basename(path, extname(path));
}

/** Blocks as a document with its chunks. @throws InputError when there is no text in them. */
export function toDocument({ name, blocks, category = null, ...about }: DocumentSource): DocumentImport {
  const heading = blocks.find((block) => block.kind === "heading" && block.depth === 1)?.title;
  const title = (about.title || heading || name).slice(0, MAX_TITLE).trim();
  const chunks = chunkDocument(blocks);
  if (chunks.length === 0) throw fileProblem({ en: "There is no text in it.", zh: "文件中没有文字。" });
  const content = about.content ?? blocks.map(({ text }) => text).join("\n\n");
  return {
    externalId: about.externalId,
    title,
    content,
    fileType: about.fileType,
    fileSize: Buffer.byteLength(content),
    category,
    language: detectLanguage(content),
    contentHash: contentHash(title, category, content),
    origin: about.origin ?? about.externalId,
    sourceHash: about.sourceHash ?? null,
    chunks: chunks.map((chunk) => ({ ...chunk, contentHash: hashChunk(title, chunk) })),
  };
}

/** Over all that is searched: a chunk with another title above it needs another vector. */
function hashChunk(title: string, { headingPath, content }: Chunk): string {
  return contentHash(title, headingPath, content);
}
