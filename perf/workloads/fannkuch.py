"""Pancake flips over all permutations, produced by rotating prefixes."""
import sys


def flips_of(perm):
    p = perm[:]
    count = 0
    first = p[0]
    while first:
        p[: first + 1] = p[first::-1]
        count += 1
        first = p[0]
    return count


def fannkuch(n):
    perm = list(range(n))
    counts = [0] * n
    checksum = 0
    best = 0
    sign = 1
    while True:
        if perm[0]:
            flips = flips_of(perm)
            if flips > best:
                best = flips
            checksum += sign * flips
        sign = -sign
        i = 1
        while i < n:
            head = perm[0]
            for k in range(i):
                perm[k] = perm[k + 1]
            perm[i] = head
            counts[i] += 1
            if counts[i] <= i:
                break
            counts[i] = 0
            i += 1
        else:
            return checksum, best


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    checksum, best = fannkuch(n)
    print("fannkuch", n, checksum, best)


main()
