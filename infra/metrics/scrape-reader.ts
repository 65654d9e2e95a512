export interface ScrapeReader {
  /** Shows what there is, read anew at most every `everyMs`. Never rejects, and never takes longer than `withinMs`. */
  refresh(): Promise<void>;
}

/**
 * Reads something dear for whoever scrapes. `show` is given what was read, or null where it could not be read in time: an
 * old value would look like a quiet system.
 */
export function createScrapeReader<Values>({
  everyMs,
  withinMs,
  read,
  show,
}: {
  everyMs: number;
  withinMs: number;
  read: () => Promise<Values>;
  show: (values: Values | null) => void;
}): ScrapeReader {
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<Values | null> | null = null;

  const readOnce = (): Promise<Values | null> => {
    reading ??= read()
      .catch(() => null)
      .finally(() => {
        reading = null;
      });
    return reading;
  };

  return {
    refresh: async () => {
      if (performance.now() - readAt < everyMs) return;
      readAt = performance.now();
      show(await inTime(readOnce(), withinMs));
    },
  };
}

async function inTime<Value>(work: Promise<Value | null>, ms: number): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
