"""Counts the solutions of the n-queens puzzle with lists of taken columns and diagonals."""
import sys


def place(row, n, columns, down, up):
    if row == n:
        return 1
    found = 0
    for col in range(n):
        if columns[col] or down[row + col] or up[row - col + n]:
            continue
        columns[col] = down[row + col] = up[row - col + n] = True
        found += place(row + 1, n, columns, down, up)
        columns[col] = down[row + col] = up[row - col + n] = False
    return found


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    print("nqueens", n, place(0, n, [False] * n, [False] * (2 * n), [False] * (2 * n + 1)))


main()
