import { z } from "zod";
import { InputError } from "../../../infra/errors.ts";
import { journeyStages, salesStages } from "../../customers/stages.ts";
import { displayName } from "../../organisation/read-input.ts";
import { recurrenceSchema } from "../campaign-schedule.ts";
import { segmentSchema } from "../segment.ts";
import { problemsOf } from "./graph.ts";
import { edgeSchema, nodeSchema } from "./nodes.ts";

const tag = z.string().trim().min(1).max(50);
/** Only customers of it. */
const segment = segmentSchema.optional();

/** What begins a workflow. */
export const triggerSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("new_lead") }),
  z.strictObject({
    ...{ type: z.literal("tag_change"), segment },
    change: z.enum(["added", "removed"]).default("added"),
    tag,
  }),
  z.strictObject({
    ...{ type: z.literal("stage_change"), segment },
    to: z.array(z.enum([...salesStages, ...journeyStages])).min(1),
  }),
  z.strictObject({ type: z.literal("schedule"), ...recurrenceSchema.shape, segment: segmentSchema }),
  z.strictObject({ type: z.literal("webhook") }),
  z.strictObject({ type: z.literal("manual") }),
]);
export type WorkflowTrigger = z.output<typeof triggerSchema>;

const MOST_NODES = 100;

const workflowDefinition = z.strictObject({
  name: displayName,
  description: z.string().trim().max(2000).optional(),
  trigger: triggerSchema,
  nodes: z.array(nodeSchema).min(1, "has no node").max(MOST_NODES, `has at most ${MOST_NODES} nodes`),
  edges: z.array(edgeSchema).max(3 * MOST_NODES),
});
export type WorkflowDefinition = z.output<typeof workflowDefinition>;

/** A workflow as a file describes it. @throws InputError that names each place in it and what is wrong there. */
export function readWorkflow(input: unknown): WorkflowDefinition {
  const read = workflowDefinition.safeParse(input);
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => `${placeOf(input, path)} ${message}`.trim());
    throw new InputError(problems.slice(0, 20).join("; "));
  }
  const problems = problemsOf(read.data);
  if (problems.length > 0) throw new InputError(problems.slice(0, 20).join("; "));
  return read.data;
}

/** `node hello: content`, `edge 2: from`, `trigger: to`. */
function placeOf(input: unknown, path: readonly PropertyKey[]): string {
  const [list, index, ...rest] = path.map(String);
  if ((list !== "nodes" && list !== "edges") || index === undefined) return path.map(String).join(".");
  const one = (input as Record<string, unknown[]>)[list]?.[Number(index)];
  const id = list === "nodes" && typeof one === "object" && one !== null && "id" in one ? one.id : undefined;
  const name = typeof id === "string" ? id.slice(0, 40) : String(Number(index) + 1);
  return [`${list.slice(0, -1)} ${name}:`, rest.join(".")].join(" ").trim();
}
