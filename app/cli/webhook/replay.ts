import { lockEndpoint } from "../../../domain/outgoing/endpoint.ts";
import { type ReplayBound, replayEvents } from "../../../domain/outgoing/replay-events.ts";
import { InputError } from "../../../infra/errors.ts";
import type { Report } from "../report.ts";
import { byCli, type Tool } from "../tool.ts";

/** Tells an endpoint once more of what happened between two bounds. */
export async function replay(tool: Tool, name: string, { from, to }: { from: string; to?: string }): Promise<Report> {
  const bounds = { from: readBound("--from", from), to: to === undefined ? null : readBound("--to", to) };
  const { said, events } = await tool.inOrganization(async (scope) => {
    const endpoint = await lockEndpoint(scope, name);
    return { said: endpoint.name, events: await replayEvents(scope, byCli, endpoint, bounds, tool.clock.now()) };
  });
  return { json: { name: said, events }, text: `${said} is told once more of ${events} events.` };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/;

/** @throws InputError for what is neither. */
function readBound(option: string, text: string): ReplayBound {
  if (UUID.test(text)) return { eventId: text.toLowerCase() };
  const at = new Date(text);
  if (TIME.test(text) && !Number.isNaN(at.getTime())) return { at };
  throw new InputError(
    `${option} "${text.slice(0, 60)}" must be a time, such as 2026-03-01T00:00:00Z, or an event's id`,
  );
}
