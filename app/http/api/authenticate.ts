import { type RateLimiterAbstract, RateLimiterRes } from "rate-limiter-flexible";
import { findKey, type KeyHolder, noteKeyUse } from "../../../domain/organisation/find-key.ts";
import { createLimits, type MakeLimit } from "../../../infra/http/rate-limits.ts";
import type { ApiDeps } from "./api-route.ts";
import { ApiError } from "./problem.ts";

/** More than a back office needs, and few enough that one gone wild leaves room for the desk. */
const REQUESTS_PER_MINUTE = 600;
/** Wrong keys of one address, before it hears to stop. A right key is never kept out by them: many share an address. */
const WRONG_KEYS_PER_MINUTE = 30;

export type Authenticate = (authorization: string | undefined, address: string) => Promise<KeyHolder>;

export interface ApiLimits {
  /** Of one key; 600 by default. */
  perMinute?: number;
  /** This process's own by default. */
  makeLimit?: MakeLimit;
}

/** Says who calls, within what a caller may ask in a minute. Rejects with ApiError 401 or 429. */
export function createAuthenticate(
  { db, clock }: Pick<ApiDeps, "db" | "clock">,
  { perMinute = REQUESTS_PER_MINUTE, makeLimit = createLimits(null) }: ApiLimits = {},
): Authenticate {
  const perKey = makeLimit("api:key", perMinute);
  const perAddress = makeLimit("api:address", WRONG_KEYS_PER_MINUTE);
  return async (authorization, address) => {
    const [, token = ""] = /^Bearer +(\S{1,200})$/i.exec(authorization ?? "") ?? [];
    const key = await findKey(db.system, token);
    if (!key) {
      await consume(perAddress, address);
      throw new ApiError("unauthorized", { detail: "Send Authorization: Bearer KEY with a key of `deskhand key add`" });
    }
    await consume(perKey, key.id);
    await noteKeyUse(db.system, key.id, clock.now());
    return key;
  };
}

/** Of a request that came too soon: when the next may come. */
export class TooManyError extends ApiError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super("too-many-requests", { detail: `Try again in ${retryAfterSeconds} s` });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

async function consume(limit: RateLimiterAbstract, who: string): Promise<void> {
  try {
    await limit.consume(who);
  } catch (error) {
    if (error instanceof RateLimiterRes) throw new TooManyError(Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
    throw error;
  }
}
