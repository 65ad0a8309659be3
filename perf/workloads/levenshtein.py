"""Edit distances between generated words, one row of the table at a time."""
import sys


def distance(a, b):
    if len(a) < len(b):
        a, b = b, a
    previous = list(range(len(b) + 1))
    for i, ca in enumerate(a, 1):
        current = [i]
        for j, cb in enumerate(b, 1):
            cost = previous[j - 1] + (ca != cb)
            cost = min(cost, previous[j] + 1, current[j - 1] + 1)
            current.append(cost)
        previous = current
    return previous[-1]


def words(count):
    letters = "abcdefghij"
    out = []
    x = 7
    for i in range(count):
        chars = []
        for _ in range(20 + i % 21):
            x = (x * 1664525 + 1013904223) % 4294967296
            chars.append(letters[(x >> 16) % 10])
        out.append("".join(chars))
    return out


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 18
    ws = words(count)
    total = 0
    for i in range(len(ws)):
        for j in range(i):
            total += distance(ws[i], ws[j])
    print("levenshtein", count, total)


main()
