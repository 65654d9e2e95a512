import { loadWorkspace, staffApi } from "./api.js";
import { useLatest } from "./use-latest.js";

const nothing = { threads: [], thread: [], desk: [], alerts: [], alertReplies: {}, direct: { agent: [], manager: [] } };

/** The emulated workspace through the eyes of an agent (with one thread open) and of a manager. */
export function useWorkspace(agent, manager, thread) {
  const query = { agent, manager, ...(thread ? { thread } : {}) };
  const [view, refresh] = useLatest(JSON.stringify(query), () => loadWorkspace(query));
  return { ...(view ?? nothing), isLoaded: view !== null, refresh, ...staffApi };
}
