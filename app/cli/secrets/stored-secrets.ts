import type { Knex } from "knex";
import { SealedValue } from "../../../infra/crypto/secret-box.ts";

export interface StoredSecret {
  kind: "channels" | "tokens" | "webhooks";
  orgId: string;
  /** The channel's id, or the outgoing webhook's. */
  channelId: string;
  /** The token's name, or the webhook's column; null for a channel's settings. */
  name: string | null;
  sealed: SealedValue;
}

/** Every sealed value there is, locked until the transaction ends. */
export async function lockStoredSecrets(trx: Knex.Transaction): Promise<StoredSecret[]> {
  return [...(await lockConfigs(trx)), ...(await lockTokens(trx)), ...(await lockWebhooks(trx))];
}

/** The same without locks, for looking. */
export async function readStoredSecrets(system: Knex): Promise<StoredSecret[]> {
  return [...(await lockConfigs(system, "")), ...(await lockTokens(system, "")), ...(await lockWebhooks(system, ""))];
}

async function lockConfigs(knex: Knex, lock = "FOR NO KEY UPDATE"): Promise<StoredSecret[]> {
  const { rows } = await knex.raw(`SELECT id, org_id, config FROM channels ORDER BY id ${lock}`);
  return rows.flatMap((row: { id: string; org_id: string; config: unknown }) => {
    // A channel that was never given settings holds an empty object.
    const sealed = SealedValue.safeParse(row.config);
    if (!sealed.success) return [];
    return [{ kind: "channels" as const, orgId: row.org_id, channelId: row.id, name: null, sealed: sealed.data }];
  });
}

async function lockTokens(knex: Knex, lock = "FOR NO KEY UPDATE"): Promise<StoredSecret[]> {
  const { rows } = await knex.raw(
    `SELECT channel_id, org_id, name, token FROM channel_tokens WHERE token IS NOT NULL ORDER BY channel_id, name ${lock}`,
  );
  return rows.map((row: { channel_id: string; org_id: string; name: string; token: string }) => ({
    kind: "tokens" as const,
    orgId: row.org_id,
    channelId: row.channel_id,
    name: row.name,
    sealed: SealedValue.parse(JSON.parse(row.token)),
  }));
}

async function lockWebhooks(knex: Knex, lock = "FOR NO KEY UPDATE"): Promise<StoredSecret[]> {
  const { rows } = await knex.raw(
    `SELECT id, org_id, secret, old_secret FROM webhook_endpoints WHERE secret IS NOT NULL ORDER BY id ${lock}`,
  );
  return rows.flatMap((row: { id: string; org_id: string; secret: unknown; old_secret: unknown }) =>
    (["secret", "old_secret"] as const).flatMap((name) => {
      if (row[name] === null) return [];
      const sealed = SealedValue.parse(row[name]);
      return [{ kind: "webhooks" as const, orgId: row.org_id, channelId: row.id, name, sealed }];
    }),
  );
}

/** Puts a value that was sealed anew in the place of the old one. */
export async function replaceSecret(trx: Knex.Transaction, secret: StoredSecret, sealed: SealedValue): Promise<void> {
  const value = JSON.stringify(sealed);
  if (secret.kind === "channels") {
    await trx("channels").where({ id: secret.channelId }).update({ config: value });
  } else if (secret.kind === "webhooks") {
    await trx("webhook_endpoints")
      .where({ id: secret.channelId })
      .update({ [secret.name ?? "secret"]: value });
  } else {
    await trx("channel_tokens").where({ channel_id: secret.channelId, name: secret.name }).update({ token: value });
  }
}
