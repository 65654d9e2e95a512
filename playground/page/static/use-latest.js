import { useEffect, useRef, useState } from "preact/hooks";

/**
 * What `load` gives for a key, and the way to ask again: at most one request is under way, and what changed meanwhile is
 * asked for after it. Another key begins with nothing. `failed` is told of errors.
 */
export function useLatest(key, load, failed) {
  const [state, setState] = useState({ key, value: null });
  const current = useRef({});
  current.current = { key, load, failed };
  const running = useRef(false);
  const again = useRef(false);

  const refresh = useRef(async () => {
    if (running.current) {
      again.current = true;
      return;
    }
    running.current = true;
    do {
      again.current = false;
      const asked = current.current;
      if (asked.key === null) break;
      try {
        const value = await asked.load();
        if (asked.key === current.current.key) setState({ key: asked.key, value });
        else again.current = true;
      } catch (error) {
        asked.failed?.(error);
      }
    } while (again.current);
    running.current = false;
  });
  useEffect(() => {
    refresh.current();
  }, [key]);
  return [state.key === key ? state.value : null, refresh.current];
}
