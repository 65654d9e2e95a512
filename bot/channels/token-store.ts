import { setTimeout as pause } from "node:timers/promises";
import { SealedValue, type SecretBox } from "../../infra/crypto/secret-box.ts";
import type { Database } from "../../infra/db/connect.ts";
import { UnavailableError } from "../../infra/errors.ts";
import type { TokenStore } from "../ports/channel-config.ts";

interface Deps {
  db: Database;
  secrets: SecretBox;
  channelId: string;
  orgId: string;
}

// A fetch is bounded by the adapter's own timeout of ten seconds; a process that died while renewing is waited for no
// longer.
const RENEWAL_LEASE_SECONDS = 15;
const LOOK_AGAIN_AFTER_MS = 50;
/** A token is renewed this long before it ends, so that none ends on its way. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** Keeps a channel's tokens encrypted in `channel_tokens`; one process renews, the others wait for its result. */
export function createTokenStore(deps: Deps): TokenStore {
  const renewing = new Map<string, Promise<string>>();
  return {
    get: async (name, fetch, stale) => {
      const cached = await readToken(deps, name);
      if (cached !== null && cached !== stale) return cached;
      const running = renewing.get(name);
      if (running) return running;
      const renewal = renew(deps, name, fetch, stale).finally(() => renewing.delete(name));
      renewing.set(name, renewal);
      return renewal;
    },
  };
}

async function renew(
  deps: Deps,
  name: string,
  fetch: () => Promise<{ token: string; expiresInMs: number }>,
  stale: string | undefined,
): Promise<string> {
  for (let waitedMs = 0; waitedMs < RENEWAL_LEASE_SECONDS * 1000 + 1000; waitedMs += LOOK_AGAIN_AFTER_MS) {
    const cached = await readToken(deps, name);
    if (cached !== null && cached !== stale) return cached;
    if (await takeRenewal(deps, name)) return fetchUnlessRenewed(deps, name, fetch, stale);
    await pause(LOOK_AGAIN_AFTER_MS);
  }
  throw new UnavailableError("another process is renewing the channel's token and did not finish");
}

/** Between the look and the lease another process may have finished: its token is as good as a new one. */
async function fetchUnlessRenewed(
  deps: Deps,
  name: string,
  fetch: () => Promise<{ token: string; expiresInMs: number }>,
  stale: string | undefined,
): Promise<string> {
  const cached = await readToken(deps, name);
  if (cached === null || cached === stale) return fetchAndKeep(deps, name, fetch);
  await endRenewal(deps, name);
  return cached;
}

async function fetchAndKeep(
  deps: Deps,
  name: string,
  fetch: () => Promise<{ token: string; expiresInMs: number }>,
): Promise<string> {
  try {
    const { token, expiresInMs } = await fetch();
    const keepMs = Math.max(expiresInMs - RENEW_BEFORE_MS, expiresInMs / 2);
    await deps.db.system.raw(
      `UPDATE channel_tokens SET token = ?, expires_at = clock_timestamp() + make_interval(secs => ?),
         renewing_until = NULL, updated_at = clock_timestamp() WHERE channel_id = ? AND name = ?`,
      [JSON.stringify(deps.secrets.seal(token)), keepMs / 1000, deps.channelId, name],
    );
    return token;
  } catch (error) {
    await endRenewal(deps, name);
    throw error;
  }
}

async function readToken(deps: Deps, name: string): Promise<string | null> {
  const { rows } = await deps.db.system.raw(
    "SELECT token FROM channel_tokens WHERE channel_id = ? AND name = ? AND expires_at > clock_timestamp()",
    [deps.channelId, name],
  );
  const sealed = rows[0]?.token;
  return sealed ? deps.secrets.open(SealedValue.parse(JSON.parse(sealed))) : null;
}

async function endRenewal(deps: Deps, name: string): Promise<void> {
  await deps.db.system.raw("UPDATE channel_tokens SET renewing_until = NULL WHERE channel_id = ? AND name = ?", [
    deps.channelId,
    name,
  ]);
}

/** True for the one caller, over all processes, that shall fetch. */
async function takeRenewal(deps: Deps, name: string): Promise<boolean> {
  const { rows } = await deps.db.system.raw(
    `INSERT INTO channel_tokens AS t (channel_id, name, org_id, renewing_until)
     VALUES (?, ?, ?, clock_timestamp() + make_interval(secs => ?))
     ON CONFLICT (channel_id, name) DO UPDATE SET renewing_until = excluded.renewing_until
       WHERE t.renewing_until IS NULL OR t.renewing_until < clock_timestamp()
     RETURNING true`,
    [deps.channelId, name, deps.orgId, RENEWAL_LEASE_SECONDS],
  );
  return rows.length > 0;
}
