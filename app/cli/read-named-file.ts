import { InputError } from "../../infra/errors.ts";
import { readTextFile } from "../../knowledge/ingest/read-text-file.ts";

const MAX_MEGABYTES = 64;

/** A text file that a person named, UTF-8. @throws InputError when it is not there, too big, or not text. */
export async function readNamedFile(path: string): Promise<string> {
  try {
    return await readTextFile(path, MAX_MEGABYTES);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      throw new InputError(`There is no file ${path}`);
    }
    throw error;
  }
}
