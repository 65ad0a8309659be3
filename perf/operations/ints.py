"""int arithmetic at 64 to 100,000 bits."""
import sys

from harness import main, operation

sys.set_int_max_str_digits(0)


def number(bits, seed):
    x = seed * 2**63 % 2**64 + 12345
    out = 0
    for _ in range(bits // 64 + 1):
        x = (x * 6364136223846793005 + 1442695040888963407) % 2**64
        out = out << 64 | x | 2**63
    return out >> (out.bit_length() - bits)


def mul(bits, n):
    a, b = number(bits, 1), number(bits, 2)
    for _ in range(n):
        c = a * b
    return n and c % 1000007


def div(bits, n):
    a, b = number(bits * 2, 1), number(bits, 2)
    for _ in range(n):
        c = a // b
        d = a % b
    return n and (c + d) % 1000007


def power(bits, n):
    a = number(max(bits // 16, 4), 3)
    for _ in range(n):
        c = a ** 16
    return n and c % 1000007


def power_modulo(bits, n):
    a, b, m = number(bits, 1), number(64, 2), number(bits, 3) | 1
    for _ in range(n):
        c = pow(a, b, m)
    return n and c % 1000007


def to_str(bits, n):
    a = number(bits, 1)
    for _ in range(n):
        c = str(a)
    return n and c[:20]


def from_str(bits, n):
    a = str(number(bits, 1))
    for _ in range(n):
        c = int(a)
    return n and c % 1000007


COUNTS = {
    64: (200000, 200000, 100000, 5000, 100000, 100000),
    256: (200000, 100000, 100000, 2000, 50000, 50000),
    1000: (50000, 30000, 20000, 500, 10000, 10000),
    10000: (2000, 600, 1000, 10, 200, 400),
    100000: (40, 8, 20, 1, 3, 6),
}
for _bits, _counts in COUNTS.items():
    for _f, _count in zip((mul, div, power, power_modulo, to_str, from_str), _counts):
        def run(n, f=_f, bits=_bits):
            return f(bits, n)
        run.__name__ = f"{_f.__name__}_{_bits}"
        operation(_count)(run)


@operation(200000)
def bits(n):
    a = number(256, 1)
    total = 0
    for i in range(n):
        total ^= (a >> (i & 127)) & 0xFFFF | (1 << (i & 63))
    return total


@operation(100000)
def conversions(n):
    total = 0
    for i in range(n):
        total += i.bit_length() + i.bit_count() + len(i.to_bytes(4, "big")) + int.from_bytes(b"\1\2\3\4", "little")
    return total


@operation(30000)
def based(n):
    total = 0
    for i in range(n):
        total += len(hex(i)) + len(bin(i)) + len(oct(i)) + int("ff", 16) + len(f"{i:,}")
    return total


main()
