import { lockEndpoint } from "../../../domain/outgoing/endpoint.ts";
import { type ListedDelivery, listWebhookDeliveries } from "../../../domain/outgoing/list-webhook-deliveries.ts";
import { InputError } from "../../../infra/errors.ts";
import type { Tool } from "../tool.ts";

const MOST = 1000;

/** @throws InputError for a limit that is none. */
export async function readDeliveries(
  tool: Tool,
  name: string,
  { onlyFailed, limit }: { onlyFailed: boolean; limit: string },
): Promise<ListedDelivery[]> {
  const atMost = Number(limit);
  if (!Number.isInteger(atMost) || atMost < 1 || atMost > MOST) {
    throw new InputError(`--limit "${limit}" must be a whole number from 1 to ${MOST}`);
  }
  return tool.inOrganization(async (scope) => {
    const { id } = await lockEndpoint(scope, name);
    return listWebhookDeliveries(scope, id, { onlyFailed, atMost });
  });
}
