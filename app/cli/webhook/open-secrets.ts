import { createSecretBox, type SecretBox } from "../../../infra/crypto/secret-box.ts";
import { masterKeys } from "../../master-key.ts";
import type { Tool } from "../tool.ts";

/** What seals the secrets of webhooks: the product's own keys. */
export async function openSecrets(tool: Tool): Promise<SecretBox> {
  return createSecretBox(masterKeys(await tool.environment()));
}
