"""Word frequencies of a text file: files, regular expressions, dictionaries, sorting.

usage: wordcount.py [FILE [COUNT]]
"""
import os
import re
import sys
from collections import defaultdict

WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def words(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield from WORD.findall(line.lower())


def count(path):
    counts = defaultdict(int)
    for word in words(path):
        counts[word] += 1
    return counts


def histogram(counts, top):
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:top]
    widest = max(len(word) for word, _ in ranked)
    most = ranked[0][1]
    for word, n in ranked:
        print(f"{word:>{widest}} {n:4d} {'#' * (40 * n // most)}")


def by_length(counts):
    lengths = defaultdict(set)
    for word in counts:
        lengths[len(word)].add(word)
    for length in sorted(lengths, reverse=True)[:3]:
        print(f"{length:2d} letters: {', '.join(sorted(lengths[length]))}")


def main():
    here = os.path.dirname(os.path.abspath(sys.argv[0]))
    folders = [os.path.join(here, "data"), "data", os.path.join("examples", "data")]
    default = next((p for f in folders if os.path.exists(p := os.path.join(f, "moby.txt"))), "moby.txt")
    path = sys.argv[1] if len(sys.argv) > 1 else default
    top = int(sys.argv[2]) if len(sys.argv) > 2 else 12
    counts = count(path)
    print(sum(counts.values()), "words,", len(counts), "different")
    histogram(counts, top)
    by_length(counts)


main()
