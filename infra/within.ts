import { UnavailableError } from "./errors.ts";

/**
 * What `work` gives, unless that takes longer: then whoever waits is told so, and what comes of it later is nobody's.
 * @throws UnavailableError when it was not done in time, and whatever `work` throws.
 */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UnavailableError(`${what} took longer than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
