import { readFile } from "node:fs/promises";
import { adapters } from "../../../adapters/registry.ts";
import { announceChannels } from "../../../bot/channels/announce-channels.ts";
import { ENVIRONMENT_CHANNEL } from "../../../bot/channels/channel-directory.ts";
import { writeAudit } from "../../../domain/control/audit-log.ts";
import { setChannelRegion } from "../../../domain/organisation/channel-region.ts";
import { displayName, readInput } from "../../../domain/organisation/read-input.ts";
import { createSecretBox } from "../../../infra/crypto/secret-box.ts";
import { ConflictError, errorMessage, InputError } from "../../../infra/errors.ts";
import { saveChannelIn } from "../../environment-channels.ts";
import { masterKeys } from "../../master-key.ts";
import { webhookAddress } from "../../webhook-address.ts";
import type { Report } from "../report.ts";
import { fields } from "../table.ts";
import { byCli, type Tool } from "../tool.ts";

export interface AddChannelOptions {
  name: string;
  /** `KEY=VALUE` */
  set: string[];
  /** `KEY=PATH` */
  setFile: string[];
  replace?: boolean;
}

/** Document A's words for platforms that have another name here. */
const synonyms: Record<string, string> = { wechat_work: "wecom" };

const MAX_FILE_BYTES = 10_000;

export async function addChannel(tool: Tool, platformWord: string, options: AddChannelOptions): Promise<Report> {
  const platform = synonyms[platformWord] ?? platformWord;
  const name = readInput(displayName, options.name);
  if (name === ENVIRONMENT_CHANNEL) {
    throw new InputError(`The name ${ENVIRONMENT_CHANNEL} belongs to the channel that the environment declares`);
  }
  const { region, ...settings } = { ...readPairs(options.set), ...(await readFiles(readPairs(options.setFile))) };
  refuseUnknownSettings(platform, settings);

  const environment = await tool.environment();
  const secrets = createSecretBox(masterKeys(environment));
  const { id, change } = await tool.inOrganization(async (scope) => {
    const { trx, orgId } = scope;
    const exists = await trx("channels").where({ org_id: orgId, platform, name }).first("id");
    if (exists && !options.replace) {
      throw new ConflictError(`There is a ${platform} channel "${name}" already; --replace gives it these settings`);
    }
    const saved = await saveChannelIn(trx, { secrets, modules: adapters }, { orgId, platform, name, settings });
    if (saved.change !== "kept") {
      await writeAudit(trx, {
        orgId,
        by: byCli,
        action: saved.change === "added" ? "channel.add" : "channel.change",
        resourceType: "channel",
        resourceId: saved.id,
        // The values are secrets, most of them.
        changes: { platform, name, settings: Object.keys(settings).sort() },
      });
    }
    // Told of by the channel's own announcement, and again for one whose other settings stay.
    if (region !== undefined) {
      await setChannelRegion(scope, byCli, saved.id, region === "" ? null : region);
      await announceChannels(scope);
    }
    return saved;
  });
  const webhookUrl = webhookAddress(environment.PUBLIC_URL, { id, platform, name });
  const hint = environment.PUBLIC_URL ? "" : "\n\nSet PUBLIC_URL to the address that the platform can reach us at.";
  return {
    json: { id, platform, name, change, webhookUrl },
    text: `${fields({ id, platform, name, "webhook address": webhookUrl, change })}${hint}`,
  };
}

function readPairs(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, key, value] = /^([a-z][a-z0-9_]*)=([\s\S]*)$/.exec(pair) ?? [];
      // Without the pair itself: it may be a token whose key was forgotten.
      if (key === undefined || value === undefined) throw new InputError("--set takes KEY=VALUE, such as mode=polling");
      return [key, value];
    }),
  );
}

async function readFiles(paths: Record<string, string>): Promise<Record<string, string>> {
  const read = Object.entries(paths).map(async ([key, path]) => {
    try {
      const text = await readFile(path, "utf8");
      if (text.length > MAX_FILE_BYTES) throw new InputError(`it is longer than ${MAX_FILE_BYTES} characters`);
      return [key, text.trim()];
    } catch (error) {
      throw new InputError(`The setting ${key} cannot be read from ${path}: ${errorMessage(error)}`);
    }
  });
  return Object.fromEntries(await Promise.all(read));
}

/** A schema may leave out what it does not know: then a mistyped key would be silently without effect. */
function refuseUnknownSettings(platform: string, settings: Record<string, string>): void {
  const result = adapters[platform]?.settings.safeParse(settings);
  if (!result?.success) return;
  const known = result.data as Record<string, unknown>;
  const unknown = Object.keys(settings).filter((key) => !(key in known));
  if (unknown.length > 0) throw new InputError(`A ${platform} channel has no setting ${unknown.join(", ")}`);
}
