import { readFile, stat } from "node:fs/promises";
import { fileProblem } from "./file-problem.ts";
import { type FoundFile, formatOfName, type ImportFormat, importFormats } from "./find-files.ts";

/** One thing to import: a file, a page, or what somebody posted. */
export interface ImportSource {
  /** The document's id: the path in the folder that was given, the file's name, or the page's address. */
  id: string;
  /** Null: not known before it is loaded, or none that can be read. */
  format: ImportFormat | null;
  /** @throws InputError when it cannot be had, with the reason for the person. */
  load(): Promise<SourceBytes>;
}

export interface SourceBytes {
  bytes: Uint8Array;
  format: ImportFormat;
  /** As a server declared it. */
  charset: string | null;
  /** Where it can be read, for what came from the web. */
  url: string | null;
}

const MEGABYTE = 1024 * 1024;
/** Structure is parsed as a whole, rows one by one. */
const MAX_MEGABYTES: Record<ImportFormat, number> = {
  md: 8,
  txt: 8,
  html: 8,
  pdf: 64,
  docx: 64,
  xlsx: 32,
  jsonl: 64,
  csv: 64,
};
export const MAX_SOURCE_BYTES = 64 * MEGABYTE;

/** A file of this machine. */
export function fileSource({ absolutePath, path, format }: FoundFile): ImportSource {
  return {
    id: path,
    format,
    load: async () => {
      const known = knownFormat(format);
      assertSize(known, (await stat(absolutePath)).size);
      return { bytes: await readFile(absolutePath), format: known, charset: null, url: null };
    },
  };
}

/** A file that somebody posted. */
export function postedSource(name: string, bytes: Uint8Array): ImportSource {
  const format = formatOfName(name);
  return {
    id: name,
    format,
    load: async () => {
      const known = knownFormat(format);
      assertSize(known, bytes.length);
      return { bytes, format: known, charset: null, url: null };
    },
  };
}

/** @throws InputError when there are more bytes than are read of this format. */
export function assertSize(format: ImportFormat, size: number): void {
  const most = MAX_MEGABYTES[format];
  if (size > most * MEGABYTE) {
    throw fileProblem({
      en: `The file has ${Math.ceil(size / MEGABYTE)} MB; at most ${most} MB are read of ${format}.`,
      zh: `文件有 ${Math.ceil(size / MEGABYTE)} MB，${format} 文件最多读取 ${most} MB。`,
    });
  }
}

function knownFormat(format: ImportFormat | null): ImportFormat {
  if (format) return format;
  throw fileProblem({
    en: `This kind of file cannot be imported; known are ${importFormats.join(", ")}.`,
    zh: `此类文件无法导入，可导入的有 ${importFormats.join("、")}。`,
  });
}
