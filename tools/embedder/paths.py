"""Where the scripts keep what they make: $EMBEDDER_WORK, or the folder `work` beside this file (ignored by Git)."""
import os

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
WORK = os.environ.get("EMBEDDER_WORK", os.path.join(HERE, "work"))
SOURCES = os.path.join(WORK, "sources")
SEED = 20261126


def work(name):
    os.makedirs(WORK, exist_ok=True)
    return os.path.join(WORK, name)


def read_lines(name):
    with open(work(name), encoding="utf-8") as file:
        return file.read().split("\n")[:-1]


def write_lines(name, lines):
    with open(work(name), "w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(line.replace("\n", " ").replace("\r", " ") + "\n")
