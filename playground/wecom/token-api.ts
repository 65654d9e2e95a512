import type { WecomAccount } from "./account.ts";
import { type ApiRoutes, ok } from "./api-call.ts";
import { errcodes, WecomRefusal } from "./errcodes.ts";
import type { World } from "./world.ts";

/** 获取access_token (path 91039). */
const LIFETIME_S = 7200;

export interface AccessTokens {
  routes: ApiRoutes;
  /** Refuses a call whose token is missing, unknown or expired. */
  check(query: URLSearchParams): void;
  /** Invalidates what was handed out, as WeCom may do early. */
  invalidate(): void;
}

export function createAccessTokens(account: WecomAccount, world: World): AccessTokens {
  const expiries = new Map<string, number>();
  return {
    routes: {
      gettoken: ({ query }) => {
        if (query.get("corpid") !== account.corpId || query.get("corpsecret") !== account.secret) {
          throw new WecomRefusal(errcodes.invalidSecret);
        }
        const access_token = `access-token-${world.nextNumber()}`;
        expiries.set(access_token, world.now() + LIFETIME_S * 1000);
        return ok({ access_token, expires_in: LIFETIME_S });
      },
    },
    check: (query) => {
      const token = query.get("access_token");
      if (!token) throw new WecomRefusal(errcodes.missingToken);
      const expiresAt = expiries.get(token);
      if (expiresAt === undefined) throw new WecomRefusal(errcodes.invalidToken);
      if (expiresAt <= world.now()) throw new WecomRefusal(errcodes.expiredToken);
    },
    invalidate: () => expiries.clear(),
  };
}
