"""Teaches packed weights further on utterances that people sorted by what is asked: those of one intent are drawn together
and away from the others (supervised contrastive loss, Khosla et al. 2020). Usage: tune.py IN.bin OUT.bin"""
import json
import os
import struct
import subprocess
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np
from scipy import sparse

from pack import write_file
from paths import ROOT, SEED, work, write_lines

DATA = os.environ.get("EMBEDDER_DATA", "")
INTENTS = ["intent_en_banking77.jsonl", "intent_en_hwu64.jsonl"]
# Their questions are of BANKING77 too, and are measured on.
MEASURED = ["faq_en_banking77.docs.jsonl", "faq_en_banking77.queries.jsonl"]
EPOCHS, CLASSES, EACH = 16, 48, 4
TEMPERATURE, RATE, DROP = 0.1, 0.003, 0.1
# How strongly a piece is held to where it was. With half of the intents held back (try_tuning.py) 1 was as good as any.
PULL = 1.0


def json_lines(name):
    with open(os.path.join(DATA, name), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def spell(text):
    return " ".join(text.lower().split())


def labelled_texts():
    """Rows to train on, without what is measured on; labels carry the file that they are of."""
    measured = set()
    for row in (row for name in MEASURED for row in json_lines(name)):
        measured.update(spell(text) for text in [row.get("question", row.get("query")), *row.get("alts", [])])
    rows = [(row["text"], f"{name} {row['label']}") for name in INTENTS for row in json_lines(name) if row["split"] == "train"]
    return [(text, label) for text, label in rows if spell(text) not in measured]


def read_file(path):
    data = open(path, "rb").read()
    count, dimensions, length = struct.unpack("<3I", data[4:16])
    names = data[16:16 + length].decode().split("\n")
    at = 16 + length
    scales = np.frombuffer(data, np.float32, count, at) if at % 4 == 0 else np.frombuffer(data[at:at + 4 * count], np.float32)
    rows = np.frombuffer(data, np.int8, count * dimensions, at + 4 * count).reshape(count, dimensions)
    return names, rows * scales[:, None]


def cut(texts, names):
    write_lines("tuned.pieces.txt", names)
    write_lines("tuned.txt", texts)
    with open(work("tuned.txt")) as lines:
        out = subprocess.run(
            ["node", "--import", "tsx", "tools/embedder/lines.ts", "cut", work("tuned.pieces.txt")],
            cwd=ROOT, stdin=lines, capture_output=True, check=True, text=True,
        ).stdout
    rows = [np.array(line.split(), np.int64) for line in out.split("\n")[:-1]]
    indptr = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    counts = sparse.csr_matrix((np.ones(indptr[-1], np.float32), np.concatenate(rows), indptr), shape=(len(rows), len(names)))
    counts.sum_duplicates()
    return counts


def tune(counts, labels, start, seed=SEED):
    """Adam; only the rows of a batch move."""
    rng = np.random.default_rng(seed)
    members = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    members = [places for places in members if len(places) >= EACH]
    vectors, first, second = start.copy(), np.zeros_like(start), np.zeros_like(start)
    total = EPOCHS * len(labels) // (CLASSES * EACH)
    for step in range(1, total + 1):
        chosen = rng.choice(len(members), min(CLASSES, len(members)), replace=False)
        rows = np.concatenate([rng.choice(members[each], EACH, replace=False) for each in chosen])
        x = counts[rows]
        x.data *= rng.random(len(x.data)) >= DROP
        sums = x @ vectors
        lengths = np.maximum(1e-6, np.linalg.norm(sums, axis=1, keepdims=True))
        s = sums / lengths
        grad = contrast(s, np.repeat(chosen, EACH))
        grad = (grad - s * (grad * s).sum(1, keepdims=True)) / lengths
        touched = np.unique(x.indices)
        g = x[:, touched].T @ grad + PULL * (vectors[touched] - start[touched]) / len(rows)
        first[touched] = 0.9 * first[touched] + 0.1 * g
        second[touched] = 0.999 * second[touched] + 0.001 * g * g
        now = RATE * min(1, step / 20) * (1 - step / (total + 1))
        m = first[touched] / (1 - 0.9 ** min(step, 1000))
        v = second[touched] / (1 - 0.999 ** step)
        vectors[touched] -= now * m / (np.sqrt(v) + 1e-8)
    return vectors


def contrast(s, labels):
    """The loss's slope by each vector of a batch."""
    z = s @ s.T / TEMPERATURE
    np.fill_diagonal(z, -1e9)
    share = np.exp(z - z.max(1, keepdims=True))
    share /= share.sum(1, keepdims=True)
    wanted = (labels[:, None] == labels[None, :]).astype(np.float32)
    np.fill_diagonal(wanted, 0)
    wanted /= wanted.sum(1, keepdims=True)
    slope = (share - wanted) / TEMPERATURE
    return (slope + slope.T) @ s / len(s)


def main():
    names, start = read_file(sys.argv[1])
    texts, labels = zip(*labelled_texts())
    tuned = tune(cut(texts, names), np.array(labels), start)
    moved = np.linalg.norm(tuned - start, axis=1) > 1e-6
    print(len(texts), "texts of", len(set(labels)), "intents;", int(moved.sum()), "pieces moved")
    write_file(sys.argv[2], names, tuned)


if __name__ == "__main__":
    main()
