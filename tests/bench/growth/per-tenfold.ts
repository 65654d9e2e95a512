/** What something took, at the median. */
export interface Took {
  name: string;
  ms: number;
}

/** Milliseconds that something took where so many messages were stored. */
export interface AtSize {
  messages: number;
  ms: number;
}

/**
 * By how much something grows when ten times as many messages are stored: 1 where it costs the same, 10 where it reads all
 * of them. The line through the logarithms by least squares; null of fewer than two sizes.
 */
export function perTenfold(measured: readonly AtSize[]): number | null {
  const points = measured.map(({ messages, ms }) => [Math.log10(messages), Math.log10(ms)] as const);
  if (points.length < 2) return null;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const above = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const below = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return below === 0 ? null : 10 ** (above / below);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
