/** How much memory a process held at a moment. */
export interface MemoryReading {
  atMs: number;
  rssBytes: number;
}

/** A process that starts fills its caches: the first fifth says nothing of what comes later. */
const WARMING = 0.2;
const LEAST_READINGS = 6;

/** The growth of memory by least squares, from the first reading after the warming; null of too few. */
export function slopeOf(readings: readonly MemoryReading[]): {
  from: MemoryReading | undefined;
  mbAnHour: number | null;
} {
  const counted = readings.slice(Math.floor(readings.length * WARMING));
  const from = counted[0];
  if (counted.length < LEAST_READINGS) return { from, mbAnHour: null };
  const mean = (of: (reading: MemoryReading) => number) =>
    counted.reduce((sum, reading) => sum + of(reading), 0) / counted.length;
  const [meanAt, meanRss] = [mean(({ atMs }) => atMs), mean(({ rssBytes }) => rssBytes)];
  let above = 0;
  let below = 0;
  for (const { atMs, rssBytes } of counted) {
    above += (atMs - meanAt) * (rssBytes - meanRss);
    below += (atMs - meanAt) ** 2;
  }
  return { from, mbAnHour: below === 0 ? null : (above / below / 2 ** 20) * 3_600_000 };
}

/**
 * The lowest reading of each so many milliseconds: what is left when garbage was collected, which comes and goes by a
 * hundred megabytes.
 */
export function valleysOf(readings: readonly MemoryReading[], windowMs: number): MemoryReading[] {
  const lowest = new Map<number, MemoryReading>();
  for (const reading of readings) {
    const window = Math.floor(reading.atMs / windowMs);
    const known = lowest.get(window);
    if (!known || reading.rssBytes < known.rssBytes) lowest.set(window, reading);
  }
  return [...lowest.values()];
}
