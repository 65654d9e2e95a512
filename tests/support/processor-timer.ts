/**
 * Begins to count the processor time of this process; what comes back gives the milliseconds so far. Unlike the clock's
 * they do not grow with what else a machine does.
 */
export function startProcessorTimer(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
}
