"""What tuning does to questions of intents that it has not seen: half of BANKING77's are held back, in turn, and found by the
vectors alone among all FAQs. Usage: try_tuning.py IN.bin"""
import sys

import numpy as np

from tune import INTENTS, MEASURED, cut, json_lines, labelled_texts, read_file, tune
from distil import unit

PREFIX = "b77-"


def found(vectors, faqs, queries, unseen):
    """Recall@1 and @5 of questions on the unseen intents, and the AUROC of withheld ones against all that have an FAQ."""
    wordings, owner, names = faqs
    likeness = unit(queries["counts"] @ vectors) @ unit(wordings @ vectors).T
    best = np.full((len(queries["gold"]), len(names)), -1, np.float32)
    np.maximum.at(best.T, owner, likeness.T)
    asked = np.isin(queries["gold"], [place for place, name in enumerate(names) if name in unseen])
    places = (-best[asked]).argsort(1)
    right = places == queries["gold"][asked][:, None]
    known, withheld = best.max(1)[queries["gold"] >= 0], np.sort(best.max(1)[queries["kind"] == "withheld"])
    return right[:, 0].mean(), right[:, :5].any(1).mean(), (np.searchsorted(withheld, known) / len(withheld)).mean()


def main():
    names, start = read_file(sys.argv[1])
    docs, rows = (json_lines(name) for name in MEASURED)
    ids = [doc["id"] for doc in docs]
    wordings = [(text, place) for place, doc in enumerate(docs) for text in [doc["question"], *doc["alts"]]]
    faqs = (cut([text for text, _ in wordings], names), np.array([place for _, place in wordings]), [i.removeprefix(PREFIX) for i in ids])
    queries = {
        "counts": cut([row["query"] for row in rows], names),
        "gold": np.array([ids.index(row["gold"][0]) if row["gold"] else -1 for row in rows]),
        "kind": np.array([row["kind"] for row in rows]),
    }
    texts, labels = map(np.array, zip(*labelled_texts()))
    counts = cut(list(texts), names)
    intents = sorted({label for label in labels if label.startswith(INTENTS[0])})
    for part in (0, 1):
        held = set(intents[part::2])
        unseen = {label.removeprefix(f"{INTENTS[0]} ") for label in held}
        keep = np.array([label not in held for label in labels])
        for name, vectors in (("before", start), ("after", tune(counts[keep], labels[keep], start))):
            print(f"half {part}, {name}: recall@1 %.3f, recall@5 %.3f, withheld AUROC %.3f" % found(vectors, faqs, queries, unseen))


if __name__ == "__main__":
    main()
