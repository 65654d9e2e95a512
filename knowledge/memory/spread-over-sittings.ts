/** How much a further turn of the same sitting must be better: the turns around a good one mostly say the same. */
const CROWDING = 0.13;

/**
 * The best of what was scored, best first: each further one of a sitting counts less, so that a question about two
 * occasions finds both. Pure; nothing without a score is found.
 */
export function spreadOverSittings<One extends { sitting: string }>(
  scored: readonly { one: One; score: number }[],
  limit: number,
): { one: One; score: number }[] {
  const left = scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
  const taken: { one: One; score: number }[] = [];
  const of = new Map<string, number>();
  while (taken.length < limit && left.length > 0) {
    const worth = ({ one, score }: { one: One; score: number }) => score / (1 + CROWDING * (of.get(one.sitting) ?? 0));
    let best = 0;
    for (let index = 1; index < left.length; index++) {
      const [here, there] = [left[index], left[best]];
      if (here && there && worth(here) > worth(there)) best = index;
    }
    const [found] = left.splice(best, 1);
    if (!found) break;
    taken.push({ one: found.one, score: worth(found) });
    of.set(found.one.sitting, (of.get(found.one.sitting) ?? 0) + 1);
  }
  return taken;
}
