import { lstat, readdir } from "node:fs/promises";
import { basename, extname, join, relative, sep } from "node:path";
import { fileProblem } from "./file-problem.ts";

export const importFormats = ["md", "txt", "html", "pdf", "docx", "xlsx", "jsonl", "csv"] as const;
export type ImportFormat = (typeof importFormats)[number];

export interface FoundFile {
  absolutePath: string;
  /** Relative to the folder that was given, with `/`; the name for a file given by itself. */
  path: string;
  /** Null when no reader knows the ending. */
  format: ImportFormat | null;
}

const ENDINGS: Record<string, ImportFormat> = {
  ".md": "md",
  ".markdown": "md",
  ".txt": "txt",
  ".html": "html",
  ".htm": "html",
  ".xhtml": "html",
  ".pdf": "pdf",
  ".docx": "docx",
  ".xlsx": "xlsx",
  ".xlsm": "xlsx",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".csv": "csv",
  ".tsv": "csv",
};
const MAX_FILES = 10_000;

/**
 * The files behind paths given by a person: files as they are, folders with all below them, in order. Hidden files and
 * symbolic links are left out.
 * @throws InputError when a path does not exist or there are too many files.
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const path of paths) {
    const stats = await lstat(path).catch(() => null);
    if (!stats) throw fileProblem({ en: `There is no file or folder at ${path}.`, zh: `${path} 处没有文件或文件夹。` });
    if (stats.isDirectory()) found.push(...(await findInFolder(path)));
    else found.push(toFound(path, basename(path)));
  }
  if (found.length > MAX_FILES) {
    throw fileProblem({
      en: `At most ${MAX_FILES} files an import; there are ${found.length}.`,
      zh: `每次最多导入 ${MAX_FILES} 个文件，现有 ${found.length} 个。`,
    });
  }
  return found;
}

async function findInFolder(folder: string): Promise<FoundFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((absolutePath) => toFound(absolutePath, relative(folder, absolutePath).split(sep).join("/")))
    .filter(({ path }) => !path.split("/").some((part) => part.startsWith(".")))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function toFound(absolutePath: string, path: string): FoundFile {
  return { absolutePath, path, format: formatOfName(path) };
}

/** Whether a file of that name may hold knowledge. */
export function isImportable(name: string): boolean {
  return formatOfName(name) !== null;
}

/** The format that a name's ending stands for; null for every other. */
export function formatOfName(name: string): ImportFormat | null {
  return ENDINGS[extname(name).toLowerCase()] ?? null;
}
