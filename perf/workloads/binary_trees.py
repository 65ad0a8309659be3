"""Allocates and walks complete binary trees of small objects."""
import sys


class Node:
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def count(self):
        if self.left is None:
            return 1
        return 1 + self.left.count() + self.right.count()


def build(depth):
    if depth == 0:
        return Node(None, None)
    return Node(build(depth - 1), build(depth - 1))


def main():
    depth = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    smallest = 4
    print("binary_trees", depth, build(depth + 1).count())
    keep = build(depth)
    for d in range(smallest, depth + 1, 2):
        rounds = 1 << (depth - d)
        total = 0
        for _ in range(rounds):
            total += build(d).count()
        print(d, rounds, total)
    print(keep.count())


main()
