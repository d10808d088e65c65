"""Conway's game of life on an endless plane: sets, Counter, text rendering."""
from collections import Counter

PATTERNS = {
    "glider": """
        .O.
        ..O
        OOO""",
    "r-pentomino": """
        .OO
        OO.
        .O.""",
    "blinker": "OOO",
}


def parse(text):
    lines = [line.strip() for line in text.strip().splitlines()]
    return {(x, y) for y, line in enumerate(lines) for x, c in enumerate(line) if c == "O"}


def step(cells):
    neighbours = Counter((x + dx, y + dy) for x, y in cells for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)
    return {cell for cell, n in neighbours.items() if n == 3 or (n == 2 and cell in cells)}


def show(cells):
    xs, ys = [x for x, _ in cells], [y for _, y in cells]
    for y in range(min(ys), max(ys) + 1):
        print("".join("#" if (x, y) in cells else "." for x in range(min(xs), max(xs) + 1)))


def main():
    for name, text in PATTERNS.items():
        cells = parse(text)
        generations = 0
        seen = {frozenset(cells): 0}
        for generations in range(1, 101):
            cells = step(cells)
            key = frozenset(cells)
            if key in seen:
                break
            seen[key] = generations
        print(f"{name}: {generations} generations, {len(cells)} cells")
        show(cells)


main()
