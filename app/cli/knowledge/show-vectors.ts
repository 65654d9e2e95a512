import type { VectorStatus } from "../../../knowledge/index.ts";
import type { Report } from "../report.ts";
import { fields, minute, table } from "../table.ts";
import type { Tool } from "../tool.ts";
import { useKnowledge } from "./use-knowledge.ts";

export async function showVectors(tool: Tool): Promise<Report> {
  const knowledge = await useKnowledge(tool);
  const status = await knowledge.vectorStatus(await tool.orgId());
  const overview = fields({
    "configured embedder": status.configured,
    "answered by": status.answering ?? "words alone, until the vectors are whole",
  });
  const sets = table(
    ["vectors of", "state", "texts", "at work", "since", "last error"],
    status.sets.map((set) => [
      set.model,
      set.state,
      `${set.done} of ${set.total}`,
      atWork(set),
      minute(set.retiredAt ?? set.servedAt),
      set.error,
    ]),
    "There are no vectors yet. deskhand kb import makes them.",
  );
  return { json: status, text: `${overview}\n\n${sets}` };
}

function atWork({ state, isWorkedOn, retryAt, done, total }: VectorStatus["sets"][number]): string {
  if (state === "retired") return "no: it goes soon";
  if (isWorkedOn) return "yes";
  if (retryAt) return `again ${minute(retryAt)}`;
  return state === "building" || done < total ? "no: a running product makes them, or kb reindex" : "";
}
