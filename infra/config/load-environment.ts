import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "dotenv";
import { type Environment, parseEnvironment } from "./environment.ts";

/**
 * The process's environment over the `.env` of the working folder: what is set outside wins.
 * @throws ConfigError as `parseEnvironment` does.
 */
export function loadEnvironment(folder = process.cwd()): Environment {
  const file = join(folder, ".env");
  const fromFile = existsSync(file) ? parse(readFileSync(file)) : {};
  return parseEnvironment({ ...fromFile, ...process.env });
}
