import { z } from "zod";
import { journeyStages, salesStages } from "../../customers/stages.ts";
import { emailAddress } from "../../organisation/read-input.ts";
import { contentSchema } from "../campaign-definition.ts";
import { segmentSchema } from "../segment.ts";

const id = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, "must be 1 to 40 letters, digits, _ or -");
const line = (max: number) => z.string().trim().min(1, "must not be empty").max(max, `has at most ${max} characters`);

/** How long: one of the three. */
const duration = {
  minutes: z.number().int().min(1).max(1440).optional(),
  hours: z.number().int().min(1).max(720).optional(),
  days: z.number().int().min(1).max(365).optional(),
};

const staffText = z
  .strictObject({ en: line(500).optional(), zh: line(500).optional() })
  .refine(({ en, zh }) => en !== undefined || zh !== undefined, "must have a text in en or zh");

/** One step. What else must hold of it, and of all together, `problemsOf` says. */
export const nodeSchema = z.discriminatedUnion("type", [
  z.strictObject({
    ...{ id, type: z.literal("send_message"), content: contentSchema.optional() },
    /** The code of a script, whose words in force are sent. */
    script: line(50).optional(),
  }),
  z.strictObject({ id, type: z.literal("wait"), ...duration }),
  z.strictObject({ id, type: z.literal("wait_reply"), ...duration }),
  z.strictObject({ id, type: z.literal("condition"), segment: segmentSchema }),
  z.strictObject({ id, type: z.literal("add_tag"), tag: line(50) }),
  z.strictObject({ id, type: z.literal("remove_tag"), tag: line(50) }),
  z.strictObject({ id, type: z.literal("set_stage"), stage: z.enum([...salesStages, ...journeyStages]) }),
  /** `owner`: an e-mail address or employee code; `team`: whose turn it is in the team. */
  z.strictObject({ id, type: z.literal("assign"), owner: line(254).optional(), team: line(100).optional() }),
  z.strictObject({
    ...{ id, type: z.literal("notify"), text: staffText },
    to: z.union([z.enum(["owner", "managers"]), z.array(emailAddress).min(1).max(20)]),
  }),
  z.strictObject({ id, type: z.literal("end") }),
]);
export type WorkflowNode = z.output<typeof nodeSchema>;
export type NodeOf<Type extends WorkflowNode["type"]> = Extract<WorkflowNode, { type: Type }>;

/** What can come of a step; an edge without `on` is for `next`. */
export const outcomes = ["next", "refused", "replied", "timeout", "yes", "no"] as const;
export type Outcome = (typeof outcomes)[number];

export const outcomesOf: Readonly<Record<WorkflowNode["type"], readonly Outcome[]>> = {
  send_message: ["next", "refused"],
  wait: ["next"],
  wait_reply: ["replied", "timeout"],
  condition: ["yes", "no"],
  add_tag: ["next", "refused"],
  remove_tag: ["next", "refused"],
  set_stage: ["next", "refused"],
  assign: ["next", "refused"],
  notify: ["next", "refused"],
  end: [],
};

export const edgeSchema = z.strictObject({ from: id, to: id, on: z.enum(outcomes).default("next") });
export type WorkflowEdge = z.output<typeof edgeSchema>;

const MINUTE_MS = 60_000;

/** How long a step waits. */
export function durationOf({ minutes, hours, days }: Pick<NodeOf<"wait">, "minutes" | "hours" | "days">): number {
  return ((minutes ?? 0) + (hours ?? 0) * 60 + (days ?? 0) * 1440) * MINUTE_MS;
}
