import { setTimeout as wait } from "node:timers/promises";
import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { AdapterDeps } from "../../bot/ports/channel-config.ts";
import { toReadError } from "./delivery-errors.ts";
import type { SlackSettings } from "./settings.ts";

/** Who we are in the workspace: tells our own messages and mentions, and other workspaces' requests. */
export interface SlackIdentity {
  teamId: string;
  botUserId: string;
  botId: string;
}

export interface IdentitySource {
  /** Asks Slack once and remembers. Throws DeliveryError; the next call asks again. */
  get(): Promise<SlackIdentity>;
  /**
   * The workspace's id without holding a webhook up: null when Slack has not said within a second, or has failed to
   * in the last half minute. What is then accepted for another workspace is ignored when it is parsed.
   */
  teamIdSoon(): Promise<string | null>;
}

const PATIENCE_MS = 1_000;
const PAUSE_AFTER_FAILURE_MS = 30_000;

const authTest = z.object({ team_id: z.string(), user_id: z.string(), bot_id: z.string() });

export function createIdentity(
  settings: SlackSettings,
  client: WebClient,
  { clock, log }: AdapterDeps,
): IdentitySource {
  let known = fromSettings(settings);
  let asking: Promise<SlackIdentity> | null = null;
  let failedAtMs = Number.NEGATIVE_INFINITY;

  async function ask(): Promise<SlackIdentity> {
    try {
      const answer = authTest.parse(await client.auth.test());
      known = { teamId: answer.team_id, botUserId: answer.user_id, botId: answer.bot_id };
      return known;
    } catch (error) {
      failedAtMs = clock.now().getTime();
      throw toReadError(error, "auth.test");
    } finally {
      asking = null;
    }
  }

  async function get(): Promise<SlackIdentity> {
    if (known) return known;
    asking ??= ask();
    return asking;
  }

  async function teamIdSoon(): Promise<string | null> {
    const teamId = settings.team_id ?? known?.teamId;
    if (teamId) return teamId;
    if (clock.now().getTime() - failedAtMs < PAUSE_AFTER_FAILURE_MS) return null;
    const asked = get().then(
      (identity) => identity.teamId,
      (error: unknown) => {
        log.warn("slack.identity_unknown", { code: error instanceof Error ? error.name : "unknown" });
        return null;
      },
    );
    const timer = new AbortController();
    const patience = wait(PATIENCE_MS, null, { signal: timer.signal, ref: false }).catch(() => null);
    return Promise.race([asked, patience]).finally(() => timer.abort());
  }

  return { get, teamIdSoon };
}

function fromSettings({ team_id, bot_user_id, bot_id }: SlackSettings): SlackIdentity | null {
  return team_id && bot_user_id && bot_id ? { teamId: team_id, botUserId: bot_user_id, botId: bot_id } : null;
}
