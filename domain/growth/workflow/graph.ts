import { type Outcome, outcomesOf, type WorkflowEdge, type WorkflowNode } from "./nodes.ts";

export interface WorkflowGraph {
  nodes: WorkflowNode[];
  edges: WorkflowEdge[];
}

/** Where an execution begins: the one step that no edge leads to. */
export function startOf({ nodes, edges }: WorkflowGraph): WorkflowNode | null {
  const starts = nodes.filter(({ id }) => !edges.some(({ to }) => to === id));
  return starts.length === 1 ? (starts[0] ?? null) : null;
}

export function findNode({ nodes }: WorkflowGraph, id: string | null): WorkflowNode | null {
  return nodes.find((node) => node.id === id) ?? null;
}

/** The step after an outcome; null where the workflow ends with it. Pure. */
export function nextNode({ edges }: WorkflowGraph, from: string, outcome: Outcome): string | null {
  return edges.find((edge) => edge.from === from && edge.on === outcome)?.to ?? null;
}

/** What is wrong with a workflow's steps and edges, in words for its author; none: it can run. Pure. */
export function problemsOf(graph: WorkflowGraph): string[] {
  const named = [...sameNames(graph), ...graph.nodes.flatMap(problemOfNode), ...graph.edges.flatMap(edgeProblems)];
  // What follows from edges is looked at where they can be followed.
  return named.length > 0 ? named : [...startProblems(graph), ...unreachable(graph), ...restless(graph)];

  function edgeProblems(edge: WorkflowEdge): string[] {
    return problemOfEdge(graph, edge);
  }
}

function sameNames({ nodes, edges }: WorkflowGraph): string[] {
  const ids = nodes.map(({ id }) => id);
  const ways = edges.map(({ from, on }) => `${from} (${on})`);
  return [
    ...twice(ids).map((id) => `two nodes have the id ${id}`),
    ...twice(ways).map((way) => `two edges go from ${way}: one must be left`),
  ];
}

function twice(words: string[]): string[] {
  return [...new Set(words.filter((word, at) => words.indexOf(word) !== at))];
}

function problemOfNode(node: WorkflowNode): string[] {
  switch (node.type) {
    case "send_message":
      return oneOf(node.id, { content: node.content, script: node.script });
    case "assign":
      return oneOf(node.id, { owner: node.owner, team: node.team });
    case "wait":
    case "wait_reply":
      return oneOf(node.id, { minutes: node.minutes, hours: node.hours, days: node.days });
    default:
      return [];
  }
}

function oneOf(id: string, parts: Record<string, unknown>): string[] {
  const given = Object.values(parts).filter((part) => part !== undefined).length;
  return given === 1
    ? []
    : [`${id}: ${Object.keys(parts).join(" or ")}: one of them, not ${given === 0 ? "none" : "more"}`];
}

function problemOfEdge(graph: WorkflowGraph, { from, to, on }: WorkflowEdge): string[] {
  const node = findNode(graph, from);
  const missing = [from, to].filter((id) => findNode(graph, id) === null);
  if (missing.length > 0 || !node) return missing.map((id) => `an edge ${from} → ${to} names ${id}, which is no node`);
  const possible = outcomesOf[node.type];
  if (possible.includes(on)) return [];
  if (possible.length === 0) return [`no edge goes on from ${from}: it is an end`];
  return [`the edge ${from} → ${to} must say "on": ${possible.join(" or ")} (${node.type})`];
}

function startProblems({ nodes, edges }: WorkflowGraph): string[] {
  const starts = nodes.filter(({ id }) => !edges.some(({ to }) => to === id)).map(({ id }) => id);
  if (starts.length === 1) return [];
  return starts.length === 0
    ? ["no node is the start: an edge leads to each of them"]
    : [`there must be one start, and no edge leads to ${starts.join(", ")}`];
}

function unreachable(graph: WorkflowGraph): string[] {
  const start = startOf(graph);
  if (!start) return [];
  const reached = new Set([start.id]);
  for (const id of reached) {
    for (const { from, to } of graph.edges) if (from === id) reached.add(to);
  }
  const left = graph.nodes.filter(({ id }) => !reached.has(id)).map(({ id }) => id);
  return left.length > 0 ? [`nothing leads from the start to ${left.join(", ")}`] : [];
}

/**
 * A circle without a wait would go round without end: what is left after taking away, again and again, what leads
 * nowhere.
 */
function restless({ nodes, edges }: WorkflowGraph): string[] {
  let left = nodes.filter(({ type }) => type !== "wait" && type !== "wait_reply").map(({ id }) => id);
  for (let before = -1; before !== left.length; ) {
    before = left.length;
    const inside = new Set(left);
    left = left.filter((id) => edges.some(({ from, to }) => from === id && inside.has(to)));
  }
  // What only leads into the circle is not of it.
  for (let before = -1; before !== left.length; ) {
    before = left.length;
    const inside = new Set(left);
    left = left.filter((id) => edges.some(({ from, to }) => to === id && inside.has(from)));
  }
  return left.length > 0 ? [`${left.join(", ")} go round without a wait: put one into the circle`] : [];
}
