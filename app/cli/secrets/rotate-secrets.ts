import type { Knex } from "knex";
import { writeAudit } from "../../../domain/control/audit-log.ts";
import { createSecretBox, type SecretBox } from "../../../infra/crypto/secret-box.ts";
import { masterKeys } from "../../master-key.ts";
import type { Report } from "../report.ts";
import { table } from "../table.ts";
import { byCli, type Tool } from "../tool.ts";
import { lockStoredSecrets, replaceSecret, type StoredSecret } from "./stored-secrets.ts";

type Counts = Record<StoredSecret["kind"], { rotated: number; current: number }>;

/** All in one transaction: after a failure nothing is under another key than before. */
export async function rotateSecrets(tool: Tool): Promise<Report> {
  const secrets = createSecretBox(masterKeys(await tool.environment()));
  const { db } = await tool.database();
  const counts = await db.system.transaction((trx) => rotateAll(trx, secrets));
  const rows = Object.entries(counts).map(([kind, { rotated, current }]) => [kind, rotated, current]);
  return {
    json: { keyId: secrets.currentKeyId, ...counts },
    text: table(["secrets of", "encrypted anew", "under the first key already"], rows, ""),
  };
}

async function rotateAll(trx: Knex.Transaction, secrets: SecretBox): Promise<Counts> {
  const counts: Counts = {
    channels: { rotated: 0, current: 0 },
    tokens: { rotated: 0, current: 0 },
    webhooks: { rotated: 0, current: 0 },
  };
  const byOrganisation = new Map<string, Record<StoredSecret["kind"], number>>();
  for (const secret of await lockStoredSecrets(trx)) {
    if (secret.sealed.kid === secrets.currentKeyId) {
      counts[secret.kind].current++;
      continue;
    }
    await replaceSecret(trx, secret, secrets.seal(secrets.open(secret.sealed)));
    counts[secret.kind].rotated++;
    const rotated = byOrganisation.get(secret.orgId) ?? { channels: 0, tokens: 0, webhooks: 0 };
    rotated[secret.kind]++;
    byOrganisation.set(secret.orgId, rotated);
  }
  for (const [orgId, rotated] of byOrganisation) {
    await writeAudit(trx, {
      orgId,
      by: byCli,
      action: "secrets.rotate",
      resourceType: "organization",
      resourceId: orgId,
      changes: { key_id: secrets.currentKeyId, ...rotated },
    });
  }
  return counts;
}
