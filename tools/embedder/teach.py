"""Asks the teacher about every line of a file. Kept by chunks under `vectors/`, so that it can be stopped and gone on with.
With EMBEDDER_LINEAR set to the library made from linear.c, products are in 8 bits, which is four times as fast.
Usage: teach.py FILE [PART PARTS]   (several processes share the work by parts)"""
import hashlib
import os
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np

from paths import read_lines, work

CHUNK = 1024


def chunks(lines):
    for start in range(0, len(lines), CHUNK):
        part = lines[start:start + CHUNK]
        yield part, work(f"vectors/{hashlib.sha256(chr(10).join(part).encode()).hexdigest()[:24]}.npy")


def taught(name):
    """The lines of a file that have vectors by now, and the vectors."""
    texts, vectors = [], []
    for part, path in chunks(read_lines(name)):
        if os.path.exists(path):
            texts += part
            vectors.append(np.load(path).astype(np.float32))
    return texts, np.concatenate(vectors) if vectors else np.zeros((0, 384), np.float32)


if __name__ == "__main__":
    from fast_teacher import FastTeacher
    from teacher import Teacher
    name, part, parts = sys.argv[1], int((sys.argv + ["0"])[2] if len(sys.argv) > 2 else 0), int(sys.argv[3]) if len(sys.argv) > 3 else 1
    os.makedirs(work("vectors"), exist_ok=True)
    library = os.environ.get("EMBEDDER_LINEAR")
    teacher = FastTeacher(library) if library else Teacher()
    started, done = time.time(), 0
    for index, (lines, path) in enumerate(chunks(read_lines(name))):
        if index % parts != part or os.path.exists(path):
            continue
        vectors = teacher.embed(lines).astype(np.float16)
        np.save(path + ".part.npy", vectors)
        os.replace(path + ".part.npy", path)
        done += len(lines)
        print(name, index, round(done / (time.time() - started)), "texts/s", flush=True)
