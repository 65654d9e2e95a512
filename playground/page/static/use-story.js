import { useEffect, useRef, useState } from "preact/hooks";
import { deskLines, steps } from "./story.js";

const beginning = { isOn: false, done: [], acted: {}, waiting: null };

/**
 * Where the story stands. `world` is what the page sees now; a step once done stays so. `show` brings a pane before the
 * visitor's eyes.
 */
export function useStory(world, { show, restart }) {
  const [state, setState] = useState(beginning);
  const [problem, setProblem] = useState(null);
  const latest = useRef({});
  const seen = {
    ...world,
    hasActed: (id) => id in state.acted,
    newestAt: (id) => state.acted[id]?.newest ?? null,
    before: (id) => state.acted[id]?.lines ?? 0,
    isDone: (id) => state.done.includes(id),
  };
  latest.current = { seen, state };
  const shown = steps.filter((step) => !step.appears || state.done.includes(step.id) || step.appears(seen));
  const next = shown.find((step) => !state.done.includes(step.id)) ?? null;
  const last = shown.filter((step) => state.done.includes(step.id)).at(-1) ?? null;

  useEffect(() => {
    if (!state.isOn) return;
    const now = shown.filter((step) => step.isDone(seen) && !state.done.includes(step.id));
    // One after the other: what a later step needs may be true before its time.
    const first = now.find((step) => step.id === next?.id);
    if (!first) return;
    setState((current) => ({ ...current, done: [...current.done, first.id], waiting: null }));
    show(first.look);
  });

  const perform = async (step) => {
    setProblem(null);
    show(step.pane);
    const { seen: now } = latest.current;
    const acted = { newest: Number(now.workspace.thread.at(-1)?.ts ?? 0), lines: deskLines(now) };
    setState((current) => ({ ...current, waiting: step.id, acted: { ...current.acted, [step.id]: acted } }));
    try {
      await step.act(now);
    } catch (error) {
      setProblem(error.message);
      setState((current) => ({ ...current, waiting: null }));
    }
  };
  return {
    ...state,
    problem,
    steps: shown,
    next,
    last,
    begin: () => {
      restart();
      setProblem(null);
      setState({ ...beginning, isOn: true });
      show("customer");
    },
    end: () => setState(beginning),
    goOn: () => next && perform(next),
  };
}
