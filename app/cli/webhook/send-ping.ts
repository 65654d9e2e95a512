import { attemptPost } from "../../../bot/outgoing/send-to-endpoint.ts";
import { EVENT_VERSION } from "../../../domain/control/event-types.ts";
import { lockEndpoint } from "../../../domain/outgoing/endpoint.ts";
import { newId } from "../../../infra/ids.ts";
import type { Report } from "../report.ts";
import type { Tool } from "../tool.ts";
import { openSecrets } from "./open-secrets.ts";

/** Sends a signed request that means nothing, and tells what came of it. Kept nowhere. */
export async function sendPing(tool: Tool, name: string): Promise<Report> {
  const secrets = await openSecrets(tool);
  const endpoint = await tool.inOrganization((scope) => lockEndpoint(scope, name));
  const id = newId();
  const created_at = tool.clock.now().toISOString();
  const body = JSON.stringify({ id, type: "ping", version: EVENT_VERSION, created_at, org: tool.orgCode, data: {} });
  const { httpStatus, error } = await attemptPost({ secrets, clock: tool.clock }, endpoint, { id, body });
  const json = { name: endpoint.name, id, status: httpStatus, error };
  if (error === null) return { json, text: `${endpoint.name} took the ping: ${httpStatus}.` };
  const hint =
    error === "address_refused" ? " It is no public address: add it with --allow-private if it is your own." : "";
  return { json, text: "", failure: `${endpoint.name} did not take the ping: ${error}.${hint}` };
}
