import type { Task, TaskList } from "graphile-worker";
import { traceOfJob } from "../infra/queue/job-trace.ts";
import { spanned, type Tracing } from "../infra/tracing/tracing.ts";

/** Jobs that work many messages: each of those has a trace of its own. */
const ofManyTraces: ReadonlySet<string> = new Set(["converse", "deliver"]);

/** Measures every job, in the trace of whatever asked for it. */
export function traceTasks(tracing: Tracing, tasks: TaskList): TaskList {
  const traced = Object.entries(tasks).flatMap(([task, work]) =>
    work ? [[task, traceTask(tracing, task, work)]] : [],
  );
  return Object.fromEntries(traced);
}

function traceTask(tracing: Tracing, task: string, work: Task): Task {
  const attributes = { task };
  if (ofManyTraces.has(task)) {
    return async (payload, helpers) => {
      const span = tracing.start("job", { attributes, isRecorded: false });
      try {
        return await work(payload, helpers);
      } catch (error) {
        span.fail(error);
        throw error;
      } finally {
        span.end();
      }
    };
  }
  return (payload, helpers) => {
    return spanned(tracing.start("job", { attributes, continues: traceOfJob(payload) }), async () =>
      work(payload, helpers),
    );
  };
}
