def queens(n, row=0, columns=0, left=0, right=0):
    if row == n:
        return 1
    found = 0
    free = ~(columns | left | right) & ((1 << n) - 1)
    while free:
        bit = free & -free
        free ^= bit
        found += queens(n, row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1)
    return found


def permutation_queens(n):
    solutions = 0
    board = [0] * n
    row = 0
    board[0] = -1
    while row >= 0:
        board[row] += 1
        if board[row] == n:
            row -= 1
            continue
        column = board[row]
        ok = True
        for i in range(row):
            other = board[i]
            if other == column or other - column == row - i or column - other == row - i:
                ok = False
                break
        if not ok:
            continue
        if row == n - 1:
            solutions += 1
        else:
            row += 1
            board[row] = -1
    return solutions


print(queens(12), permutation_queens(10))
