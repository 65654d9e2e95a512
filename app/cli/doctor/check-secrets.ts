import type { Environment } from "../../../infra/config/environment.ts";
import { createSecretBox } from "../../../infra/crypto/secret-box.ts";
import type { Database } from "../../../infra/db/connect.ts";
import { ConfigError } from "../../../infra/errors.ts";
import { masterKeys } from "../../master-key.ts";
import { readStoredSecrets, type StoredSecret } from "../secrets/stored-secrets.ts";
import { type Finding, fine, wrong } from "./finding.ts";

const part = "secrets";
const check = "master key";

/** Whether the keys open everything that is stored, and whether an old one is still needed for it. */
export async function checkSecrets(db: Database, environment: Environment): Promise<Finding[]> {
  const stored = await readStoredSecrets(db.system);
  // Before the keys are asked for: where none is set, asking makes one, and looking must change nothing.
  if (stored.length === 0) return [fine(part, check, "nothing is stored encrypted yet")];
  const secrets = createSecretBox(masterKeys(environment));
  const closed = stored.filter((secret) => !opens(secret));
  if (closed.length > 0) {
    const which = whose(closed);
    const message = `${closed.length} of ${stored.length} stored secrets cannot be opened (${which}): add their key to DESKHAND_MASTER_KEY after the first, or enter channels again with channel add --replace, and outgoing webhooks with webhook remove and add`;
    return [wrong(part, check, message)];
  }
  const old = stored.filter(({ sealed }) => sealed.kid !== secrets.currentKeyId).length;
  const rest = old > 0 ? `; ${old} under an older key, which deskhand secrets rotate makes unnecessary` : "";
  return [fine(part, check, `opens all ${stored.length} stored secrets${rest}`)];

  function opens({ sealed }: StoredSecret): boolean {
    try {
      secrets.open(sealed);
      return true;
    } catch (error) {
      if (error instanceof ConfigError) return false;
      throw error;
    }
  }
}

/** `channels A, B; outgoing webhooks C` */
function whose(closed: readonly StoredSecret[]): string {
  const idsOf = (isHook: boolean) => [
    ...new Set(closed.filter(({ kind }) => (kind === "webhooks") === isHook).map(({ channelId }) => channelId)),
  ];
  const parts = [["channels", idsOf(false)] as const, ["outgoing webhooks", idsOf(true)] as const];
  return parts
    .filter(([, ids]) => ids.length > 0)
    .map(([name, ids]) => `${name} ${ids.join(", ")}`)
    .join("; ");
}
