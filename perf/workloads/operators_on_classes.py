"""Arithmetic, comparison, containers and calls on Python classes: fractions, money, a matrix, ordered keys."""
import sys


class Mod:
    __slots__ = ("n",)
    p = 10007

    def __init__(self, n):
        self.n = n % 10007

    def __add__(self, other):
        return Mod(self.n + other.n)

    def __sub__(self, other):
        return Mod(self.n - other.n)

    def __mul__(self, other):
        if isinstance(other, int):
            return Mod(self.n * other)
        return Mod(self.n * other.n)

    __rmul__ = __mul__

    def __iadd__(self, other):
        self.n = (self.n + other.n) % 10007
        return self

    def __neg__(self):
        return Mod(-self.n)

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n

    def __hash__(self):
        return self.n

    def __bool__(self):
        return self.n != 0

    def __index__(self):
        return self.n


class Grid:
    def __init__(self, w, h):
        self.w = w
        self.cells = [0] * (w * h)

    def __getitem__(self, at):
        x, y = at
        return self.cells[y * self.w + x]

    def __setitem__(self, at, value):
        x, y = at
        self.cells[y * self.w + x] = value

    def __len__(self):
        return len(self.cells)

    def __contains__(self, value):
        return value in self.cells

    def __call__(self, k):
        return sum(self.cells) + k


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 9000
    acc = Mod(0)
    one = Mod(1)
    grid = Grid(8, 8)
    hits = 0
    for i in range(n):
        x = Mod(i)
        y = x * x + one - 3 * x
        acc += y
        if x < y:
            hits += 1
        if y == acc:
            hits += 100
        if not -y:
            hits += 10
        at = (i & 7, i >> 3 & 7)
        grid[at] = grid[at] + y.n
        hits += len(grid) & 1
        if i % 64 == 0:
            hits += grid(i) & 15
            hits += 5 in grid
    keys = {Mod(i * 31): i for i in range(n // 4)}
    found = sum(keys[Mod(i * 31)] for i in range(0, n // 4, 3))
    ordered = sorted([Mod(i * 7919) for i in range(n // 10)])
    print("operators_on_classes", n, acc.n, hits, found, ordered[0].n, ordered[-1].n, grid(0))


main()
