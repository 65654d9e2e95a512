import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../infra/config/environment.ts";
import { ConfigError } from "../infra/errors.ts";

/**
 * The keys that secrets are sealed with: the environment's, else one made once and kept beside the embedded database,
 * readable by its owner alone. In production the environment must name them (checked with the rest of it).
 */
export function masterKeys(environment: Environment): Buffer[] {
  if (environment.DESKHAND_MASTER_KEY) return environment.DESKHAND_MASTER_KEY;
  const file = join(environment.DESKHAND_DATA_DIR, "master-key");
  if (!existsSync(file)) {
    mkdirSync(environment.DESKHAND_DATA_DIR, { recursive: true });
    // `wx`: of two processes that start at once, the second reads what the first wrote.
    try {
      writeFileSync(file, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600, flag: "wx" });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
  const key = Buffer.from(readFileSync(file, "utf8").trim(), "base64");
  if (key.length !== 32) throw new ConfigError(`${file} does not hold a key of 32 bytes in base64`);
  return [key];
}
