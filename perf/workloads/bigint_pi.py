"""Digits of pi from an unbounded spigot (integers grow without limit), and a check by Machin's formula."""
import sys


def spigot(count):
    digits = []
    q, r, t, k, n, l = 1, 0, 1, 1, 3, 3
    while len(digits) < count:
        if 4 * q + r - t < n * t:
            digits.append(n)
            nr = 10 * (r - n * t)
            n = 10 * (3 * q + r) // t - 10 * n
            q *= 10
            r = nr
        else:
            nr = (2 * q + r) * l
            nn = (q * (7 * k) + 2 + r * l) // (t * l)
            q *= k
            t *= l
            l += 2
            k += 1
            n = nn
            r = nr
    return digits


def arctan_inverse(x, unity):
    total = term = unity // x
    n = 3
    sign = -1
    square = x * x
    while term:
        term //= square
        total += sign * (term // n)
        sign = -sign
        n += 2
    return total


def machin(count):
    unity = 10 ** (count + 10)
    pi = 4 * (4 * arctan_inverse(5, unity) - arctan_inverse(239, unity))
    return pi // 10**10


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    digits = "".join(map(str, spigot(count)))
    other = str(machin(count * 2))
    print("bigint_pi", count, digits[:20], digits[-10:], other.startswith(digits), other[-10:])


main()
