/**
 * Does the work for each in turn and says for how many it did something (`work` gives true). One that fails stops no
 * other.
 * @throws AggregateError with what failed, when all have been tried.
 */
export async function tryEach<Item>(items: Iterable<Item>, work: (item: Item) => Promise<boolean>): Promise<number> {
  const failures: unknown[] = [];
  let done = 0;
  for (const item of items) {
    try {
      if (await work(item)) done += 1;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} failed: ${String(failures[0])}`);
  return done;
}
