"""Writes fitted vectors as the product's file, 8 bits a number. Usage: pack.py IN.npz OUT.bin [MOST]"""
import hashlib
import struct
import sys

import numpy as np

from paths import read_lines, work


def quantize(vectors):
    scales = np.abs(vectors).max(1) / 127
    return np.rint(vectors / np.maximum(scales, 1e-12)[:, None]).astype(np.int8), scales.astype(np.float32)


def write_file(target, names, vectors):
    rows, scales = quantize(vectors)
    text = "\n".join(names).encode()
    with open(target, "wb") as file:
        file.write(b"DHE1" + struct.pack("<3I", len(rows), rows.shape[1], len(text)))
        file.write(text + scales.tobytes() + rows.tobytes())
    data = open(target, "rb").read()
    print(len(rows), "pieces,", len(data), "bytes, sha256", hashlib.sha256(data).hexdigest())


def main():
    source, target = sys.argv[1], sys.argv[2]
    fitted = np.load(work(source))
    vectors, names = fitted["vectors"], read_lines("pieces.txt")
    used = np.linalg.norm(vectors, axis=1) > 1e-6
    write_file(target, [name for name, keep in zip(names, used) if keep], vectors[used])


if __name__ == "__main__":
    main()
