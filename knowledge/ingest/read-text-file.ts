import { readFile, stat } from "node:fs/promises";
import { fileProblem } from "./file-problem.ts";

const MEGABYTE = 1024 * 1024;

/**
 * A file as text: UTF-8, with or without byte order mark, line ends as `\n`.
 * @throws InputError when it is too big, not UTF-8, or not text.
 */
export async function readTextFile(path: string, maxMegabytes = 64): Promise<string> {
  const { size } = await stat(path);
  if (size > maxMegabytes * MEGABYTE) {
    throw fileProblem({
      en: `The file has ${Math.ceil(size / MEGABYTE)} MB; at most ${maxMegabytes} MB are read.`,
      zh: `文件有 ${Math.ceil(size / MEGABYTE)} MB，最多读取 ${maxMegabytes} MB。`,
    });
  }
  const text = decode(await readFile(path));
  if (text.includes("\u0000")) throw fileProblem({ en: "The file is not text.", zh: "文件不是文本。" });
  return text.replaceAll("\r\n", "\n");
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) {
      throw fileProblem({
        en: "The file is not UTF-8: save it as UTF-8 and import it again.",
        zh: "文件不是 UTF-8 编码，请另存为 UTF-8 后重新导入。",
      });
    }
    throw error;
  }
}
