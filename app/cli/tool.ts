import { hostname, userInfo } from "node:os";
import { type Clock, systemClock } from "../../infra/clock.ts";
import type { Environment } from "../../infra/config/environment.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Log } from "../../infra/log/log.ts";
import type { OpenDatabase } from "../open-database.ts";

/** What commands work with. Everything is loaded and opened on first use, so that a command pays for its own needs. */
export interface Tool {
  /** `--org`. */
  orgCode: string;
  /** True when `--org` was given rather than left at its default. */
  isOrgGiven: boolean;
  clock: Clock;
  /** @throws ConfigError naming every wrong variable. */
  environment(): Promise<Environment>;
  log(): Promise<Log>;
  /** The migrated database: the one named, or the embedded one, joined or started. */
  database(): Promise<OpenDatabase>;
  /** The id of the organisation `--org` names. @throws NotFoundError naming those there are. */
  orgId(): Promise<string>;
  /** One transaction inside the organisation. */
  inOrganization<T>(work: (scope: OrgScope) => Promise<T>): Promise<T>;
  /** Owns what a command opened: closed in reverse order when it ends, however it ends. */
  closeAtEnd(close: () => Promise<void>): void;
  close(): Promise<void>;
}

/** Who acts, in the audit trail. */
export const byCli = { actor: "cli" } as const;

export function createTool(options: { orgCode: string; isOrgGiven: boolean }): Tool {
  const closers: (() => Promise<void>)[] = [];
  const environment = once(async () => {
    const { loadEnvironment } = await import("../../infra/config/load-environment.ts");
    return loadEnvironment();
  });
  const log = once(async () => {
    const { createLog } = await import("../../infra/log/log.ts");
    const { maskSecrets } = await import("../../domain/content/secrets/mask-secrets.ts");
    // A person wants one line on standard error; whoever sets the level wants more.
    return createLog((await environment()).LOG_LEVEL ?? "silent", { scrub: maskSecrets });
  });
  const database = once(async () => {
    const { openDatabase } = await import("../open-database.ts");
    const opening = openDatabase(await environment(), await log(), "tool");
    closers.push(async () => (await opening.catch(() => null))?.close());
    return opening;
  });
  const orgId = once(async () => {
    const { findOrganization } = await import("../../domain/organisation/ensure-organization.ts");
    return findOrganization((await database()).db.system, options.orgCode);
  });
  const closeAll = once(async () => {
    for (const close of closers.reverse()) await close();
  });
  return {
    ...options,
    clock: systemClock,
    environment,
    log,
    database,
    orgId,
    inOrganization: async (work) => {
      const { inOrganization } = await import("../../infra/db/organization-scope.ts");
      const { comesFrom } = await import("../../domain/control/audit-log.ts");
      return inOrganization((await database()).db, await orgId(), async (scope) => {
        await comesFrom(scope.trx, account());
        return work(scope);
      });
    },
    closeAtEnd: (close) => void closers.push(close),
    close: closeAll,
  };
}

/** Whose account the command runs under, and where. */
export function account(): string {
  return `${userName()}@${hostname()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user may have no entry.
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
