import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../../infra/package-root.ts";
import { readWorkflow } from "./definition.ts";
import { findNode, nextNode, problemsOf, startOf, type WorkflowGraph } from "./graph.ts";
import { edgeSchema, nodeSchema, outcomesOf } from "./nodes.ts";

const hello = { id: "hello", type: "send_message", content: { en: "Hello" } };
const done = { id: "done", type: "end" };
const base = {
  name: "Welcome",
  trigger: { type: "manual" },
  nodes: [hello, done],
  edges: [{ from: "hello", to: "done" }],
};

describe("what a file says of a workflow", () => {
  it("is taken where each step can be reached and each circle waits", () => {
    const edges = [
      { from: "hello", to: "ask" },
      { from: "hello", to: "done", on: "refused" },
      { from: "ask", to: "done", on: "replied" },
      { from: "ask", to: "again", on: "timeout" },
      { from: "again", to: "ask" },
    ];
    const nodes = [hello, { id: "ask", type: "wait_reply", days: 2 }, { ...hello, id: "again" }, done];
    expect(readWorkflow({ ...base, nodes, edges }).edges[0]).toEqual({ from: "hello", to: "ask", on: "next" });
  });

  it("is taken as the manual shows it", () => {
    const manual = readFileSync(join(packageRoot, "docs/workflows.md"), "utf8");
    const [, example = ""] = /```json\n([\s\S]*?)```/.exec(manual) ?? [];
    expect(readWorkflow(JSON.parse(example)).nodes).toHaveLength(6);
  });

  it.each([
    ["no step", { nodes: [] }, "nodes has no node"],
    ["a step of no kind", { nodes: [{ id: "x", type: "dance" }] }, "node x: type"],
    ["a step that says nothing", { nodes: [{ id: "hello", type: "send_message" }, done] }, "hello: content or script"],
    ["words in no language", { nodes: [{ ...hello, content: {} }, done] }, "node hello: content must have a text"],
    ["a wait of no length", { nodes: [{ id: "hello", type: "wait" }, done] }, "hello: minutes or hours or days"],
    ["a wait of two", { nodes: [{ id: "hello", type: "wait", days: 1, hours: 1 }, done] }, "one of them, not more"],
    ["two steps of one id", { nodes: [hello, done, done] }, "two nodes have the id done"],
    ["an edge to nowhere", { edges: [{ from: "hello", to: "bye" }] }, "names bye, which is no node"],
    [
      "an edge on what cannot come",
      { edges: [{ from: "hello", to: "done", on: "yes" }] },
      'must say "on": next or refused',
    ],
    [
      "an edge from an end",
      {
        edges: [
          { from: "hello", to: "done" },
          { from: "done", to: "hello" },
        ],
      },
      "no edge goes on from done",
    ],
    [
      "two edges for one outcome",
      {
        edges: [
          { from: "hello", to: "done" },
          { from: "hello", to: "done" },
        ],
      },
      "two edges go from hello (next)",
    ],
    ["two starts", { edges: [] }, "no edge leads to hello, done"],
    ["a trigger of no kind", { trigger: { type: "moon" } }, "trigger.type"],
    ["a trigger with what it does not have", { trigger: { type: "manual", tag: "VIP" } }, "trigger"],
    ["an unknown stage", { trigger: { type: "stage_change", to: ["won"] } }, "trigger.to.0"],
    [
      "a schedule for nobody named",
      { trigger: { type: "schedule", every_days: 1, at: "10:00", segment: {} } },
      "whom it is",
    ],
  ])("is refused with %s, and says where", (_what, change, words) => {
    expect(() => readWorkflow({ ...base, ...change })).toThrow(words);
  });

  it("is refused where steps go round without a wait, and names them", () => {
    const nodes = [hello, { id: "a", type: "add_tag", tag: "x" }, { id: "b", type: "remove_tag", tag: "x" }, done];
    const edges = [
      { from: "hello", to: "a" },
      { from: "a", to: "b" },
      { from: "b", to: "a" },
      { from: "b", to: "done", on: "refused" },
    ];
    expect(() => readWorkflow({ ...base, nodes, edges })).toThrow("a, b go round without a wait");
  });

  it("is refused where an island is never reached", () => {
    const nodes = [hello, done, { id: "x", type: "wait", days: 1 }, { id: "y", type: "add_tag", tag: "z" }];
    const edges = [...base.edges, { from: "x", to: "y" }, { from: "y", to: "x" }];
    expect(() => readWorkflow({ ...base, nodes, edges })).toThrow("nothing leads from the start to x, y");
  });

  it.each([null, 5, "x", [], { nodes: "x" }])("is refused in words when it is %j", (input) => {
    expect(() => readWorkflow(input)).toThrow(/./);
  });
});

const ids = ["a", "b", "c", "d", "e"];
const kinds = [
  { type: "add_tag", tag: "x" },
  { type: "condition", segment: { everyone: true } },
  { type: "wait", hours: 1 },
  { type: "wait_reply", days: 1 },
  { type: "send_message", content: { en: "Hi" } },
  { type: "end" },
];
/** Any steps, with any edges that outcomes of theirs could take. */
const graphs: fc.Arbitrary<WorkflowGraph> = fc
  .array(fc.constantFrom(...kinds), { minLength: 1, maxLength: ids.length })
  .chain((chosen) => {
    const nodes = chosen.map((kind, at) => nodeSchema.parse({ id: ids[at], ...kind }));
    const ways = nodes.flatMap(({ id, type }) => outcomesOf[type].map((on) => ({ from: id, on })));
    const targets = fc.array(fc.option(fc.constantFrom(...nodes.map(({ id }) => id))), {
      minLength: ways.length,
      maxLength: ways.length,
    });
    return targets.map((to) => ({
      nodes,
      edges: ways.flatMap((way, at) => (to[at] ? [edgeSchema.parse({ ...way, to: to[at] })] : [])),
    }));
  });

describe("the steps of any workflow that is taken", () => {
  it("come to an end or to a wait from wherever they are, whatever comes of each, before they repeat themselves", () => {
    let taken = 0;
    fc.assert(
      fc.property(graphs, fc.infiniteStream(fc.nat(100)), (graph, choices) => {
        fc.pre(problemsOf(graph).length === 0);
        taken += 1;
        for (const from of graph.nodes) {
          let at: string | null = from.id;
          let steps = 0;
          do {
            const node = findNode(graph, at);
            if (!node) throw new Error("a step that is not there");
            const possible = outcomesOf[node.type];
            const outcome = possible[(choices.next().value ?? 0) % Math.max(1, possible.length)];
            at = outcome === undefined ? null : nextNode(graph, node.id, outcome);
            steps += 1;
          } while (at !== null && !["wait", "wait_reply"].includes(findNode(graph, at)?.type ?? ""));
          expect(steps).toBeLessThanOrEqual(graph.nodes.length);
        }
      }),
      { numRuns: 300 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it("have one start, from which each can be reached", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        fc.pre(problemsOf(graph).length === 0);
        const start = startOf(graph);
        const reached = new Set(start ? [start.id] : []);
        for (const id of reached) for (const edge of graph.edges) if (edge.from === id) reached.add(edge.to);
        expect(reached.size).toBe(graph.nodes.length);
      }),
    );
  });

  it("are refused exactly where some way through them goes round without a wait", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const says = problemsOf(graph).some((problem) => problem.includes("go round without a wait"));
        const others = problemsOf(graph).some((problem) => !problem.includes("go round without a wait"));
        fc.pre(!others);
        expect(says).toBe(graph.nodes.some(({ id }) => comesBack(graph, id)));
      }),
      { numRuns: 300 },
    );
  });
});

/** True when a step can be come back to without passing a wait; by looking at every way. */
function comesBack(graph: WorkflowGraph, from: string): boolean {
  const rests = (id: string) => ["wait", "wait_reply"].includes(findNode(graph, id)?.type ?? "");
  if (rests(from)) return false;
  const look = (id: string, seen: string[]): boolean =>
    graph.edges.some(
      (edge) =>
        edge.from === id &&
        !rests(edge.to) &&
        (edge.to === from || (!seen.includes(edge.to) && look(edge.to, [...seen, edge.to]))),
    );
  return look(from, []);
}
