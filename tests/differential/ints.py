"""Ints: the operators at all sizes, pow, parsing and writing, bytes, the functions of math, ints against floats."""
import math
import operator

from inputs import SIZES, integer, mutated, number, percent_spec, random_bits, spec

TYPES = "bcdoxXn" * 3 + "eEfFgG%s"
BINARY = [operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, divmod, operator.and_, operator.or_,
          operator.xor, operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge, math.gcd, math.lcm]
INPLACE = [operator.iadd, operator.isub, operator.imul, operator.ifloordiv, operator.imod, operator.iand, operator.ior, operator.ixor]
UNARY = [repr, str, hash, hex, oct, bin, int.bit_length, int.bit_count, operator.neg, operator.pos, operator.invert, abs, float, bool, math.isqrt, math.floor,
         math.log2, math.log10, int.as_integer_ratio, operator.index, round, int.is_integer, math.factorial, chr]
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
JUNK = "0123456789abcxozXOBfF_+- \t\x00é²٣½Ⅷ𝟡\u3000."


def big(r):
    """An int of up to thousands of bits."""
    if r.chance(80):
        return integer(r)
    n = random_bits(r, r.pick([500, 1000, 2000, 4000, 8000]) + r.between(-3, 3))
    if r.chance(30):
        n |= (1 << n.bit_length()) - 1 >> r.below(70)
    if r.chance(30):
        n = n >> (k := r.below(n.bit_length())) << k
    return -n if r.below(2) else n


def numeral(r, base):
    b = base if 2 <= base <= 36 else r.pick([2, 8, 10, 10, 16])
    letters = DIGITS[:b]
    n = r.pick([1, 2, 3, 8, 16, 20, 40]) if r.chance(97) else r.between(4290, 4310)
    s = "".join([r.pick(letters) for _ in range(n)])
    if r.chance(20):
        s = s.upper()
    if r.chance(25):
        i = r.below(len(s) + 1)
        s = s[:i] + "_" + s[i:]
    if base in (0, 2, 8, 16) and r.chance(60):
        s = r.pick(["0b", "0B", "0o", "0O", "0x", "0X", "0", "00", "0_", "0x_", "0b_"]) + s
    if base == 10 and r.chance(10):
        s = s.translate({48 + i: r.pick([0x660, 0x966, 0xFF10, 0x1D7CE]) + i for i in range(10)})
    s = r.pick(["", "", "", "+", "-", "--"]) + s
    if r.chance(12):
        s = r.pick([" ", "\n", "\u3000", "\xa0", "\x1c"]) + s + r.pick(["", " ", "\x0b", "\u2003", "\x00"])
    if r.chance(12):
        s = mutated(r, s, JUNK)
    return s


def from_bytes(data, order, signed):
    return int.from_bytes(data, order, signed=signed)


def to_bytes(n, length, order, signed):
    return n.to_bytes(length, order, signed=signed)


def apply_percent(s, n):
    return s % n


def power(r):
    if r.chance(50):
        return integer(r, 200), r.between(-20, 60) if r.chance(80) else r.pick([number(r), True])
    return big(r), big(r), big(r) if r.chance(90) else r.pick([0, 1, -1, 2, 1.5])


def case(r):
    k = r.below(20)
    if k < 5:
        f = r.pick(BINARY)
        a, b = big(r), big(r)
        if r.chance(10):
            b = a + r.between(-1, 1)
        elif r.chance(10) and b:
            a = a * b + r.between(-1, 1)
        return f.__name__, f, (a, b)
    if k == 5:
        f = r.pick(INPLACE)
        return f.__name__, f, (big(r), r.pick([big, big, number])(r))
    if k == 6:
        f = r.pick([operator.lshift, operator.rshift])
        return f.__name__, f, (big(r), r.pick([r.below(70), r.below(2000), r.pick(SIZES), -1]) if f is operator.lshift else abs(integer(r, 100)) - 1)
    if k == 7:
        return "pow", pow, power(r)
    if k < 10:
        base = r.pick([0, 10, 10, 2, 8, 16, 36, r.between(-2, 38), 10**20])
        s = numeral(r, base)
        if r.chance(15):
            s = s.encode("utf-8", "surrogatepass")
        if r.chance(30) and base == 10:
            return "int", int, (s,)
        return "int", int, (s, base)
    if k < 13:
        return "format", format, (big(r) if r.chance(90) else r.pick([True, False]), spec(r, TYPES))
    if k == 13:
        return "%", apply_percent, (percent_spec(r, "diuoxX" * 3 + "eEfgGcrsa%"), r.pick([big, integer])(r))
    if k == 14:
        n = r.pick([big(r), integer(r, 130)])
        length = (n.bit_length() + 7) // 8 + r.between(-1, 3) if r.chance(90) else r.between(-2, 5)
        return "to_bytes", to_bytes, (n, length, r.pick(["little", "big"]) if r.chance(98) else "middle", r.chance(50))
    if k == 15:
        n = r.pick([1, 2, 4, 7, 8, 9, 16, 40]) - r.below(2)
        data = random_bits(r, 8 * n).to_bytes(n, "big")
        if r.chance(30):
            data = r.pick([b"\xff", b"\x00", b"\x80", b"\x7f"]) * r.below(4) + data
        return "from_bytes", from_bytes, (r.pick([data, bytearray(data), list(data)]) if r.chance(50) else data, r.pick(["little", "big"]), r.chance(50))
    if k < 18:
        f = r.pick(UNARY)
        n = big(r)
        if f is math.factorial and n > 200:
            n %= 200
        return f.__name__, f, (n,)
    if k == 18:
        f = r.pick([operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge, operator.add, operator.sub, operator.mul, operator.truediv,
                    operator.floordiv, operator.mod, divmod])
        x = number(r)
        n = r.pick([integer(r, 1100), int(x) + r.between(-1, 1) if abs(x) < 1e300 else 1])
        return f.__name__, f, (n, x) if r.chance(50) else (x, n)
    j = r.below(4)
    if j == 0:
        return "comb", math.comb, (integer(r, 12), r.between(-1, 70)) if r.chance(70) else (integer(r, 100), r.between(-1, 30))
    if j == 1:
        return "perm", math.perm, (integer(r, 80), r.between(-1, 30))
    if j == 2:
        return "round", round, (big(r), r.between(-40, 5))
    return "math", r.pick([math.gcd, math.lcm]), tuple(big(r) for _ in range(r.below(4)))
