"""Fits one vector to every piece, so that the sum over a text's pieces points where the teacher's vector of the text does.
Usage: distil.py OUT.npz"""
import os
import subprocess
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "2")
import numpy as np
from scipy import sparse

from paths import ROOT, SEED, read_lines, work, write_lines
from teach import taught

BATCH = 1024
DIMENSIONS = 256
EPOCHS = 3
HAN = lambda text: any("\u4e00" <= c <= "\u9fff" for c in text)


def cut(texts, name):
    """Sparse counts of pieces, one row a text, as the product cuts them."""
    write_lines(name, texts)
    with open(work(name)) as lines:
        out = subprocess.run(
            ["node", "--import", "tsx", "tools/embedder/lines.ts", "cut", work("pieces.txt")],
            cwd=ROOT, stdin=lines, capture_output=True, check=True, text=True,
        ).stdout
    rows = [np.array(line.split(), np.int64) for line in out.split("\n")[:-1]]
    indptr = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    counts = sparse.csr_matrix((np.ones(indptr[-1], np.float32), np.concatenate(rows), indptr), shape=(len(texts), len(read_lines("pieces.txt"))))
    counts.sum_duplicates()
    return counts


class Target:
    """Where the student is to point: the teacher's vectors without each language's mean, turned to their main directions."""

    def __init__(self, vectors, is_zh, dimensions, skip=0, whiten=0.25):
        self.means = [vectors[~is_zh].mean(0), vectors[is_zh].mean(0)]
        centred = self.centre(vectors, is_zh)
        variance, directions = np.linalg.eigh(centred.T @ centred / len(centred))
        order = np.argsort(-variance)[skip:skip + dimensions]
        self.turn = (directions[:, order] / variance[order] ** (whiten / 2)).astype(np.float32)

    def centre(self, vectors, is_zh):
        return vectors - np.where(is_zh[:, None], self.means[1], self.means[0])

    def __call__(self, vectors, is_zh):
        return unit(self.centre(vectors, is_zh) @ self.turn)


def unit(x):
    return x / np.maximum(1e-9, np.linalg.norm(x, axis=1, keepdims=True))


def start(counts, targets):
    """A piece begins as the mean of the texts it is in, the rarer the longer (smooth inverse frequency)."""
    frequency = np.asarray(counts.sum(0)).ravel()
    lengths = np.maximum(1, np.asarray(counts.sum(1)).ravel())
    vectors = (sparse.diags(1 / lengths) @ counts).T @ targets
    vectors /= np.maximum(1e-9, np.linalg.norm(vectors, axis=1, keepdims=True))
    share = frequency / frequency.sum()
    return (vectors * (1e-4 / (1e-4 + share))[:, None] * (frequency > 0)[:, None]).astype(np.float32)


def fit(counts, targets, vectors, epochs, rate=0.01, alike=5.0, drop=0.1, seed=SEED, report=None):
    """Adam over the cosine to the target and the cosines within the batch; only the rows of a batch move."""
    rng = np.random.default_rng(seed)
    first, second = np.zeros_like(vectors), np.zeros_like(vectors)
    steps, total = 0, epochs * (counts.shape[0] // BATCH)
    for epoch in range(epochs):
        order, loss, began = rng.permutation(counts.shape[0]), 0.0, time.time()
        for at in range(0, len(order) - BATCH + 1, BATCH):
            rows = np.sort(order[at:at + BATCH])
            x, t = counts[rows], targets[rows]
            if drop:  # No piece may lean on the others being there.
                x.data *= rng.random(len(x.data)) >= drop
            sums = x @ vectors
            lengths = np.maximum(1e-6, np.linalg.norm(sums, axis=1, keepdims=True))
            s = sums / lengths
            grad = -t / BATCH
            if alike:
                off = s @ s.T - t @ t.T
                np.fill_diagonal(off, 0)
                grad += alike * 4 * (off @ s) / BATCH ** 2 * 8
                loss += float((off ** 2).mean())
            grad_sums = (grad - s * (grad * s).sum(1, keepdims=True)) / lengths
            touched = np.unique(x.indices)
            g = (x[:, touched].T @ grad_sums) * BATCH
            steps += 1
            first[touched] = 0.9 * first[touched] + 0.1 * g
            second[touched] = 0.999 * second[touched] + 0.001 * g * g
            now = rate * min(1, steps / 50) * (1 - steps / (total + 1)) + 1e-5
            m = first[touched] / (1 - 0.9 ** min(steps, 1000))
            v = second[touched] / (1 - 0.999 ** steps)
            vectors[touched] -= now * m / (np.sqrt(v) + 1e-6)
        cosine = float((s * t).sum(1).mean())
        print(f"epoch {epoch}: cosine {cosine:.3f}, alike {loss / max(1, len(order) // BATCH):.5f}, {time.time() - began:.0f} s", flush=True)
        if report:
            report(vectors)
    return vectors


def main():
    texts, vectors = taught("texts.txt")
    is_zh = np.array([HAN(text) for text in texts])
    targets = Target(vectors, is_zh, DIMENSIONS)(vectors, is_zh)
    counts = cut(texts, "taught.txt")
    frequency = np.asarray(counts.sum(0)).ravel()
    keep = np.asarray(counts.sum(1)).ravel() > 0
    print(len(texts), "texts,", int((frequency > 0).sum()), "pieces seen")
    fitted = fit(counts[keep], targets[keep], start(counts[keep], targets[keep]), EPOCHS)
    np.savez(work(sys.argv[1]), vectors=fitted, frequency=frequency)


if __name__ == "__main__":
    main()
