/**
 * Labels that share a part of their names, and so something of what is asked: all of `card_…`, all of `…_query`.
 * As places in the list of labels.
 */
export type LabelGroup = ReadonlySet<number>;

/** The groups that the names of the labels tell of; of two with the same members one. */
export function groupsOf(labels: readonly string[]): LabelGroup[] {
  const byPart = new Map<string, Set<number>>();
  for (const [place, label] of labels.entries()) {
    for (const part of partsOf(label)) byPart.set(part, (byPart.get(part) ?? new Set()).add(place));
  }
  const groups = new Map<string, LabelGroup>();
  for (const members of byPart.values()) {
    if (members.size > 1 && members.size < labels.length) groups.set([...members].join(), members);
  }
  return [...groups.values()];
}

function* partsOf(label: string): Iterable<string> {
  const words = label.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  for (const [at, word] of words.entries()) {
    if (!joining.has(word)) yield word;
    const next = words[at + 1];
    if (next !== undefined) yield `${word} ${next}`;
  }
}

const joining = new Set(["to", "by", "or", "for", "my", "of", "the", "i", "a", "in", "on", "and"]);
