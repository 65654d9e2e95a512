import type { CallFault } from "../bench/call-proxy.ts";
import type { Fault } from "../bench/fault.ts";
import { type PlatformName, platformNames } from "../bench/platforms.ts";
import type { FaultScene } from "../bench/scene.ts";
import { lasting, lastingWhileOthersGoOn } from "./lasting.ts";

const json = (status: number, body: object, headers: Record<string, string> = {}): CallFault => ({
  kind: "answer",
  status,
  headers,
  body: JSON.stringify(body),
});
const onAll = (fault: CallFault): Record<PlatformName, CallFault> => ({ telegram: fault, slack: fault, wecom: fault });

/** As each platform words it. */
const tooMany = (seconds: number): Record<PlatformName, CallFault> => ({
  telegram: json(429, {
    ok: false,
    error_code: 429,
    description: `Too Many Requests: retry after ${seconds}`,
    parameters: { retry_after: seconds },
  }),
  slack: json(429, { ok: false, error: "ratelimited" }, { "retry-after": String(seconds) }),
  wecom: json(429, {}, { "retry-after": String(seconds) }),
});
const tooManyBare: Record<PlatformName, CallFault> = {
  telegram: json(429, { ok: false, error_code: 429, description: "Too Many Requests" }),
  slack: json(429, { ok: false, error: "ratelimited" }),
  // WeCom says it with status 200, and its block lasts a minute (访问频率限制, path 90312).
  wecom: json(200, { errcode: 45009, errmsg: "api freq out of limit" }),
};
const revoked: Record<PlatformName, CallFault> = {
  telegram: json(401, { ok: false, error_code: 401, description: "Unauthorized" }),
  slack: json(200, { ok: false, error: "token_revoked" }),
  wecom: json(200, { errcode: 40001, errmsg: "invalid credential" }),
};
const serverError = onAll({ kind: "answer", status: 500, body: "Internal Server Error" });
const minute = { withinMs: 70_000, because: "WeCom names no wait, and its block lasts a minute" };

/** What every platform does for a while. */
const everywhere: readonly [string, Record<PlatformName, CallFault>, Partial<Fault>?][] = [
  ["every platform answers 429 with Retry-After", tooMany(2)],
  ["every platform refuses for rate and names no wait", tooManyBare, { recovery: minute }],
  ["every platform answers 500", serverError],
  [
    "every platform answers garbage",
    onAll({ kind: "answer", status: 200, headers: { "content-type": "text/html" }, body: "<html>\u0000{oops" }),
  ],
  ["every platform takes 3 s for a send", onAll({ kind: "slow", ms: 3_000 })],
  ["every platform takes sends and never answers", onAll({ kind: "never" })],
  ["connections to platforms cut before the message is sent", onAll({ kind: "cut_before" })],
  ["connections to platforms cut after the message was sent", onAll({ kind: "cut_after" })],
];

export const platformFaults: readonly Fault[] = [
  ...everywhere.map(
    ([name, faults, more]): Fault => ({
      name,
      madeBy: "proxy",
      ...more,
      run: (scene) => spoiled(scene, faults, { full: 10, short: 2 }),
    }),
  ),
  {
    name: "Telegram is broken, the others go on",
    madeBy: "proxy",
    run: (scene) => withoutTelegram(scene, serverError.telegram),
  },
  {
    name: "Telegram takes sends and never answers, the others go on",
    madeBy: "proxy",
    run: (scene) => withoutTelegram(scene, { kind: "never" }),
  },
  {
    name: "tokens of every platform revoked and restored",
    madeBy: "proxy",
    fullOnly: "a refused token is tried again after two minutes, which is what has to be waited for",
    recovery: { withinMs: 150_000, because: "a refused token is tried again every two minutes, a new one at once" },
    run: (scene) => spoiled(scene, revoked, { full: 20, short: 3 }),
  },
];

async function withoutTelegram(scene: FaultScene, fault: CallFault): Promise<void> {
  const { telegram } = scene.platforms.proxies;
  telegram.fail(fault);
  await lastingWhileOthersGoOn(scene, { full: 20, short: 3 }, ["slack", "wecom"]).finally(() => telegram.fail(null));
}

async function spoiled(
  scene: FaultScene,
  faults: Partial<Record<PlatformName, CallFault>>,
  seconds: { full: number; short: number },
): Promise<void> {
  const { proxies } = scene.platforms;
  for (const platform of platformNames) proxies[platform].fail(faults[platform] ?? null);
  await lasting(scene, seconds);
  for (const platform of platformNames) proxies[platform].fail(null);
}
