"""A sudoku solver by constraint propagation and search: sets, recursion, comprehensions."""

DIGITS = "123456789"
ROWS = "ABCDEFGHI"
SQUARES = [r + c for r in ROWS for c in DIGITS]
UNITS = (
    [[r + c for r in ROWS] for c in DIGITS]
    + [[r + c for c in DIGITS] for r in ROWS]
    + [[r + c for r in rs for c in cs] for rs in ("ABC", "DEF", "GHI") for cs in ("123", "456", "789")]
)
UNITS_OF = {s: [u for u in UNITS if s in u] for s in SQUARES}
PEERS = {s: set(sum(UNITS_OF[s], [])) - {s} for s in SQUARES}

PUZZLES = {
    "easy": "003020600900305001001806400008102900700000008006708200002609500800203009005010300",
    "hard": "4.....8.5.3..........7......2.....6.....8.4......1.......6.3.7.5..2.....1.4......",
}


class Contradiction(Exception):
    pass


def eliminate(grid, square, digit):
    options = grid[square]
    if digit not in options:
        return
    grid[square] = options = options.replace(digit, "")
    if not options:
        raise Contradiction(square)
    if len(options) == 1:
        for peer in PEERS[square]:
            eliminate(grid, peer, options)
    for unit in UNITS_OF[square]:
        places = [s for s in unit if digit in grid[s]]
        if not places:
            raise Contradiction(digit)
        if len(places) == 1:
            assign(grid, places[0], digit)


def assign(grid, square, digit):
    for other in grid[square].replace(digit, ""):
        eliminate(grid, square, other)


def parse(puzzle):
    grid = dict.fromkeys(SQUARES, DIGITS)
    for square, char in zip(SQUARES, puzzle):
        if char in DIGITS:
            assign(grid, square, char)
    return grid


def search(grid, depth=0):
    if all(len(options) == 1 for options in grid.values()):
        return grid, depth
    _, square = min((len(options), s) for s, options in grid.items() if len(options) > 1)
    for digit in grid[square]:
        attempt = dict(grid)
        try:
            assign(attempt, square, digit)
            return search(attempt, depth + 1)
        except Contradiction:
            continue
    raise Contradiction("no solution")


def show(grid):
    line = "------+-------+------"
    for r in ROWS:
        cells = [grid[r + c] for c in DIGITS]
        print(" ".join(cells[:3]), "|", " ".join(cells[3:6]), "|", " ".join(cells[6:]))
        if r in "CF":
            print(line)


def main():
    for name, puzzle in PUZZLES.items():
        solution, guesses = search(parse(puzzle))
        print(f"{name}: solved with {guesses} guesses")
        show(solution)
        assert all({solution[s] for s in unit} == set(DIGITS) for unit in UNITS)


main()
