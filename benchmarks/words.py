"""Word counts, an index and a formatted report over generated text: dicts, strings, sorting."""

SYLLABLES = ["ka", "ri", "to", "ne", "mu", "sa", "lo", "vi", "pe", "du", "han", "ber", "tol", "min"]


def make_word(n):
    word = ""
    while n:
        word += SYLLABLES[n % len(SYLLABLES)]
        n //= len(SYLLABLES)
    return word


def make_text(sentences):
    seed = 42
    lines = []
    for _ in range(sentences):
        words = []
        for _ in range(8):
            seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
            words.append(make_word(1 + (seed >> 8) % 700))
        lines.append(" ".join(words).capitalize() + ".")
    return "\n".join(lines)


def count(text):
    counts = {}
    index = {}
    for number, line in enumerate(text.split("\n")):
        for word in line.lower().rstrip(".").split():
            counts[word] = counts.get(word, 0) + 1
            places = index.setdefault(word, [])
            if not places or places[-1] != number:
                places.append(number)
    return counts, index


def report(counts, index):
    out = ""
    for word, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:300]:
        out += f"{word:<12}{n:>6} {index[word][0]}\n"
    return out


def acrostic(text):
    letters = []
    for line in text.split("\n"):
        vowels = 0
        for c in line:
            if c in "aeiou":
                vowels += 1
        letters.append(line[vowels % len(line)])
    return "".join(letters)


def main():
    text = make_text(12000)
    counts, index = count(text)
    table = report(counts, index)
    print(len(text), len(counts), len(table))
    print(table[:60])
    print(acrostic(text)[:50])


main()
