import { InputError } from "../../infra/errors.ts";
import { readNamedFile } from "./read-named-file.ts";

/** What a JSON file says. @throws InputError when there is no such file or it is not JSON. */
export async function readJsonFile(file: string): Promise<unknown> {
  const text = await readNamedFile(file);
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`${file} is not JSON`);
  }
}
