import { pauseEndpoint, removeEndpoint, resumeEndpoint } from "../../../domain/outgoing/change-endpoint.ts";
import { lockEndpoint } from "../../../domain/outgoing/endpoint.ts";
import type { Report } from "../report.ts";
import { byCli, type Tool } from "../tool.ts";

/** Pauses, resumes or removes an endpoint. What is so already stays so, and is said. */
export async function changeState(tool: Tool, name: string, act: "pause" | "resume" | "remove"): Promise<Report> {
  return tool.inOrganization(async (scope) => {
    const endpoint = await lockEndpoint(scope, name);
    const said = endpoint.name;
    if (act === "remove") {
      await removeEndpoint(scope, byCli, endpoint);
      return { json: { name: said, status: "removed" }, text: `${said} is removed.` };
    }
    const isPause = act === "pause";
    const changed = isPause
      ? await pauseEndpoint(scope, byCli, endpoint, "person")
      : await resumeEndpoint(scope, byCli, endpoint, tool.clock.now());
    const state = isPause ? "paused" : "active";
    return {
      json: { name: said, status: state, changed },
      text: `${said} is ${state}${changed ? " now" : " already"}.`,
    };
  });
}
