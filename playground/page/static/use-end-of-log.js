import { useEffect, useRef } from "preact/hooks";

/**
 * A box whose newest line at the end stays in sight: when something comes (`changes`), and when the box or its content
 * grows. Where nothing was said yet, what stands there is read from its beginning.
 */
export function useEndOfLog(changes) {
  const box = useRef(null);
  const toEnd = () => {
    // An effect may come after the box has left.
    if (box.current?.querySelector("ol > li")) box.current.scrollTop = box.current.scrollHeight;
  };
  useEffect(toEnd, changes);
  useEffect(() => {
    const watcher = new ResizeObserver(toEnd);
    watcher.observe(box.current);
    return () => watcher.disconnect();
  }, []);
  return { box, toEnd };
}
