"""Chooses the pieces: what occurs in the texts, words of jieba's dictionary and WordNet, and parts that XLM-R's pieces give."""
import re
import sys
from collections import Counter

from paths import read_lines, work, write_lines
from teacher import Teacher

MOST = int(sys.argv[1]) if len(sys.argv) > 1 else 66000
HAN = "\u3400-\u4dbf\u4e00-\u9fff"

grams, words, pairs = Counter(), Counter(), Counter()
for line in read_lines("texts.folded.txt"):
    for run in re.findall(f"[{HAN}]+", line):
        for length in (1, 2, 3, 4):
            grams.update(run[i:i + length] for i in range(len(run) - length + 1))
    tokens = [re.sub("['’]", "", word) for word in re.findall("[a-z]+(?:['’][a-z]+)*|[0-9]+|[^a-z0-9' ’]", line)]
    words.update(word for word in tokens if word.isascii() and word.isalpha())
    pairs.update(f"{a} {b}" for a, b in zip(tokens, tokens[1:]) if a.isalpha() and b.isalpha() and a.isascii() and b.isascii())

scores = {}  # piece: how much it is wanted
dictionary = [row.split("\t") for row in read_lines("words.zh.folded.txt")]
known = {word for word, _ in dictionary}
for word, count in dictionary:
    if len(word) <= 4:
        scores[word] = max(scores.get(word, 0), int(count) / 60 + 2 * grams[word])
for gram, count in grams.items():
    if len(gram) == 1:
        scores[gram] = 1e6 if count >= 3 else count
    elif gram not in known and len(gram) <= 3 and count >= 25:
        scores[gram] = count / 4
english = dict(row.split("\t") for row in read_lines("words.en.txt"))
for word, count in words.items():
    scores["_" + word] = 3 * count
for word, count in english.items():
    if " " in word:
        if pairs[word] >= 2:
            scores[word] = pairs[word] * 3
    else:
        scores["_" + word] = max(scores.get("_" + word, 0), 8 * int(count))
for pair, count in pairs.items():
    if count >= 40:
        scores.setdefault(pair, count / 4)
chosen = [piece for piece, score in sorted(scores.items(), key=lambda each: (-each[1], each[0])) if score >= 4]
parts = []
for piece in Teacher().pieces:
    folded = piece.lower()
    if re.fullmatch("▁[a-z]{2,6}", folded):
        parts.append("_" + folded[1:])
    elif re.fullmatch("[a-z]{1,4}", folded):
        parts.append("+" + folded)
    elif re.fullmatch("▁?[0-9]{1,4}", folded):
        parts.append(("_" if folded[0] == "▁" else "+") + folded.strip("▁"))
letters = [mark + c for mark in "_+" for c in "abcdefghijklmnopqrstuvwxyz0123456789"] + ["_"] + ["_" + c for c in "$€£¥%"]
parts = list(dict.fromkeys(letters + parts))[:9000]
pieces = list(dict.fromkeys(parts + chosen))[:MOST]
write_lines("pieces.txt", pieces)
print(len(pieces), "pieces;", sum(bool(re.match(f"[{HAN}]", p)) for p in pieces), "Chinese;", sum(" " in p for p in pieces), "pairs;", len(chosen), "were wanted")
