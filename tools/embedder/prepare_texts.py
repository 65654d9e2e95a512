"""Gathers the texts the teacher is asked about, each once, into texts.txt, and candidates for pieces into words.txt."""
import csv, glob, gzip, json, math, os, re, sys
import templates
from paths import ROOT, SEED, SOURCES, write_lines

rng = templates.generator(SEED)
DEV = os.environ.get("EMBEDDER_DATA", "")


def json_lines(name):
    with open(os.path.join(DEV, name), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def tatoeba():
    with open(os.path.join(SOURCES, "cmn.txt"), encoding="utf-8") as file:
        for line in file:
            yield from line.split("\t")[:2]


def wordnet():
    """Lemmas with their part of speech and count, and glosses."""
    lemmas, glosses, senses = {}, [], {}
    with open("/usr/share/wordnet/cntlist.rev", encoding="utf-8") as file:
        for line in file:
            key, _, count = line.split()
            word = key.split("%")[0].replace("_", " ")
            senses[word] = senses.get(word, 0) + int(count)
    for name in ("noun", "verb", "adj", "adv"):
        with open(f"/usr/share/wordnet/data.{name}", encoding="utf-8") as file:
            for line in file:
                if line.startswith("  "):
                    continue
                head, _, gloss = line.partition(" | ")
                fields = head.split(" ")
                words = [fields[4 + 2 * i].replace("_", " ").split("(")[0] for i in range(int(fields[3], 16))]
                for word in words:
                    lemmas.setdefault(name, {})[word.lower()] = senses.get(word.lower(), 0)
                weight = max(senses.get(word.lower(), 0) for word in words)
                parts = [part.strip(' "') for part in gloss.strip().split(";")]
                glosses.append((weight, [f"{words[0]}: {parts[0]}"] + parts[1:3]))
    return lemmas, glosses


def jieba():
    with open(os.path.join(ROOT, "node_modules/@node-rs/jieba/dict.txt"), encoding="utf-8") as file:
        rows = [line.split(" ") for line in file.read().strip().split("\n")]
    return [(word, int(count), tag.strip()) for word, count, tag in rows]


lemmas, glosses = wordnet()
words = [row for row in jieba() if re.fullmatch("[\u4e00-\u9fff]{1,5}", row[0])]
by_tag = lambda tag, least: [(w, math.sqrt(c)) for w, c, t in words if t.startswith(tag) and c >= least and len(w) > 1]
common = lambda kind: [(w, math.sqrt(1 + c)) for w, c in lemmas[kind].items() if re.fullmatch("[a-z]+", w) and c >= 1]

texts = list(tatoeba())
texts += [row["text"] for row in json_lines("intent_en_hwu64.jsonl")]
texts += [row["text"][:200] for row in json_lines("risk_en_sms_spam.jsonl")]
texts += [row["text"][:100] for row in json_lines("risk_zh_offensive.jsonl")]
for path in glob.glob(os.path.join(SOURCES, "chatterbot_corpus/data/*/*.yml")):
    if path.split("/")[-2] in ("chinese", "english"):
        with open(path, encoding="utf-8") as file:
            texts += [line.strip(" -\"'\n") for line in file if re.match(r"\s*- ", line)]
texts += templates.of_the_desk(rng)
glosses.sort(key=lambda each: -each[0])
texts += [text for weight, parts in glosses[:7000] for text in parts if len(text) > 8]
first_made = len(texts)
texts += templates.spoken(rng, templates.ZH_ANY, by_tag("n", 20), by_tag("v", 20), by_tag("a", 20), int(os.environ.get("EMBEDDER_SPOKEN_ZH", "50000")))
texts += templates.spoken(rng, templates.EN_ANY, common("noun"), common("verb"), common("adj"), int(os.environ.get("EMBEDDER_SPOKEN_EN", "15000")))
natural, made = texts[:first_made], texts[first_made:]
seen = set()


def once(texts):
    kept = []
    for text in texts:
        text = " ".join(text.split())
        if 2 <= len(text) <= 300 and text not in seen:
            seen.add(text)
            kept.append(text)
    rng.shuffle(kept)
    return kept


zh = sorted(words, key=lambda row: -row[1])
en = {}
for kind in lemmas:
    for word, count in lemmas[kind].items():
        if re.fullmatch("[a-z]+(?: [a-z]+)?", word):
            en[word] = max(en.get(word, 0), count)
en = sorted(en.items(), key=lambda each: -each[1])
alone = [w for w, _, _ in zh[:26000]] + [w for w, c in en if c >= 2]
# In this order they are taught: whatever is there when the teaching is stopped is a fair part of everything.
kept = once(natural + alone) + once(made)
write_lines("texts.txt", kept)
write_lines("words.zh.txt", [f"{w}\t{c}" for w, c, _ in zh])
write_lines("words.en.txt", [f"{w}\t{c}" for w, c in en])
print(len(kept), "texts;", len(zh), "and", len(en), "words")
