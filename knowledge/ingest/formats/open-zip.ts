import { unzipSync, type Zippable, zipSync } from "fflate";
import { InputError } from "../../../infra/errors.ts";
import { fileProblem } from "../file-problem.ts";

const MEGABYTE = 1024 * 1024;
const MAX_UNPACKED = 256 * MEGABYTE;
const MAX_PARTS = 10_000;

type Parts = Record<string, Uint8Array>;

/**
 * An Office file that is safe to hand to a reader: its parts unpacked within bounds and packed again without compression.
 * A part never grows beyond the size that it declares, and the sizes are added up before anything is unpacked.
 * @throws InputError when it is no such file, or too much comes out of it.
 */
export function openZip(bytes: Uint8Array, mustHave: string, change = (parts: Parts) => parts): Uint8Array {
  const parts = unpack(bytes);
  if (!(mustHave in parts))
    throw fileProblem({ en: "The file is not what its name says.", zh: "文件内容与扩展名不符。" });
  const stored = Object.entries(change(parts)).map(([name, content]) => [name, [content, { level: 0 }]]);
  return zipSync(Object.fromEntries(stored) as Zippable);
}

function unpack(bytes: Uint8Array): Parts {
  let total = 0;
  let count = 0;
  try {
    return unzipSync(bytes, {
      filter: ({ originalSize }) => {
        total += originalSize;
        count++;
        if (total > MAX_UNPACKED || count > MAX_PARTS) {
          throw fileProblem({
            en: `The file unpacks to more than ${MAX_UNPACKED / MEGABYTE} MB: cut it in parts.`,
            zh: `文件解压后超过 ${MAX_UNPACKED / MEGABYTE} MB，请拆分后再导入。`,
          });
        }
        return true;
      },
    });
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw fileProblem({
      en: "The file is damaged or protected by a password: it cannot be unpacked.",
      zh: "文件已损坏或设有密码，无法解压。",
    });
  }
}
