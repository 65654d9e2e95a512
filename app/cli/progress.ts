import { SingleBar } from "cli-progress";

export type SetProgress = (done: number, total: number) => void;

/** Long work with a bar on standard error while a person is watching, and with nothing when nobody is. */
export async function withProgress<T>(what: string, work: (progress: SetProgress) => Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return work(() => undefined);
  const bar = new SingleBar({ format: `{bar} {value}/{total} ${what}`, stream: process.stderr, clearOnComplete: true });
  bar.start(0, 0);
  try {
    return await work((done, total) => {
      bar.setTotal(total);
      bar.update(done);
    });
  } finally {
    bar.stop();
  }
}
