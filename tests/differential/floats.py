"""Floats: repr, parsing, the three ways of formatting, hex, ratios, rounding, arithmetic, the exact functions of math; some of complex."""
import math
import operator

from inputs import integer, mutated, number, percent_spec, spec

TYPES = "eEfFgGn%" * 3 + "dsxcb"
UNICODE_DIGITS = ["0123456789"] * 8 + ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "０１２３４５６７８９"]
JUNK = "0123456789+-._eExXnNaAiIfFtTyYpPjJ \t\n\x00é²٣\u3000"


def digits(r, longest):
    alphabet = r.pick(UNICODE_DIGITS)
    s = ""
    for _ in range(r.below(longest) + 1):
        s += r.pick(alphabet)
        if r.chance(3):
            s += "_"
    return s


def numeral(r):
    """The text of a number, not always a right one."""
    k = r.below(12)
    if k == 0:
        s = "".join(r.pick([c, c.upper()]) for c in r.pick(["inf", "nan", "infinity", "infinite", "na", "infi", "snan", "nan123"]))
    elif k == 1:
        s = midpoint(r)
    elif k == 2:
        s = repr(number(r))
    else:
        longest = r.pick([3, 8, 17, 20, 40]) if r.chance(95) else 800
        s = digits(r, longest) if r.chance(85) else ""
        if r.chance(60):
            s += "." + (digits(r, longest) if r.chance(85) else "")
        if r.chance(45):
            s += r.pick("eE") + r.pick(["", "+", "-"]) + r.pick([digits(r, 1), digits(r, 2), str(r.between(290, 345)), "0" * 5 + "12", "99999999999999999999"])
    s = r.pick(["", "", "", "+", "-"]) + s
    if r.chance(15):
        s = r.pick([" ", "\t\n", "\x0b\x0c", "\u3000", "\xa0\x85", "\x1c", "\u200b"]) + s
    if r.chance(15):
        s += r.pick([" ", "\t\n", "\x0b\x0c", "\u3000", "\x1f", "\x00"])
    if r.chance(12):
        s = mutated(r, s, JUNK)
    return s


def midpoint(r):
    """Exactly between two floats, or a bit beside it."""
    x = abs(number(r))
    if not math.isfinite(x) or x > 1e40 or 0 < x < 1e-40:
        x = r.between(1, 999) / 1024.0
    y = math.nextafter(x, math.inf)
    (a, b), (c, d) = x.as_integer_ratio(), y.as_integer_ratio()
    top, bottom = a * d + c * b, 2 * b * d
    shift = bottom.bit_length() - 1
    n = str(top * 5**shift).rjust(shift + 1, "0")
    whole, part = n[:len(n) - shift], n[len(n) - shift:]
    part += r.pick(["", "0", "00000000001"])
    if r.chance(20):
        part = part[:-1]
    return f"{whole}.{part}" if r.chance(70) else f"{whole}{part}e-{len(part)}"


def hexadecimal(r):
    s = r.pick(["", "-", "+"]) + r.pick(["0x", "0X", "", "0x"])
    hexes = "0123456789abcdefABCDEF"
    s += "".join(r.pick(hexes) for _ in range(r.below(4) if r.chance(70) else r.below(25)))
    if r.chance(80):
        s += "." + "".join(r.pick(hexes + "00088") for _ in range(r.below(20)))
    if r.chance(75):
        s += r.pick("pP") + r.pick(["", "+", "-"]) + str(r.pick([r.below(20), r.between(1000, 1100), 10**r.below(25)]))
    if r.chance(10):
        s = mutated(r, s, JUNK)
    if r.chance(8):
        s = r.pick([" " + s, s + "\n ", "inf", "-nan", "+Infinity", " nan "])
    return s


BINARY = [operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, divmod, operator.pow,
          math.fmod, math.remainder, math.copysign, math.nextafter, operator.lt, operator.le, operator.eq, operator.ne, operator.ge, math.isclose]
UNARY = [repr, str, hash, float.hex, float.as_integer_ratio, float.is_integer, int, bool, abs, operator.neg, round, math.floor, math.ceil, math.trunc,
         math.frexp, math.modf, math.ulp, math.isfinite, math.sqrt, float.__getnewargs__, float.conjugate, float.from_number]


def apply_percent(s, x):
    return s % x


def case(r):
    k = r.below(20)
    if k < 4:
        return "float", float, (numeral(r),)
    if k == 4:
        s = numeral(r).encode("utf-8", "surrogatepass")
        return "float", float, (r.pick([s, bytearray(s)]),)
    if k < 9:
        return "format", format, (number(r), spec(r, TYPES))
    if k < 11:
        return "%", apply_percent, (percent_spec(r, "eEfFgG" * 3 + "disxcra%"), number(r))
    if k == 11:
        return "fromhex", float.fromhex, (hexadecimal(r),)
    if k == 12:
        return "round", round, (number(r), r.pick([r.between(-25, 25), r.between(-330, 340), integer(r, 70)]))
    if k < 15:
        f = r.pick(UNARY)
        x = number(r)
        # The hash of a NaN is that of its address.
        return f.__name__, f, (0.0 if f is hash and x != x else x,)
    if k < 17:
        f = r.pick(BINARY)
        a, b = number(r), r.pick([number, integer, lambda r: integer(r, 1100)])(r)
        return f.__name__, f, (b, a) if r.chance(30) else (a, b)
    if k == 17:
        j = r.below(7)
        if j == 0:
            return "ldexp", math.ldexp, (number(r), integer(r, 12))
        if j == 1:
            return "fsum", math.fsum, ([number(r) for _ in range(r.below(12))],)
        if j == 2:
            return "sum", sum, ([number(r) for _ in range(r.below(12))],)
        if j == 3:
            return "fma", math.fma, (number(r), number(r), number(r))
        if j == 4:
            return "sumprod", math.sumprod, ([number(r) for _ in range(4)], [r.pick([number, integer])(r) for _ in range(4)])
        if j == 5:
            return "hypot", math.hypot, tuple(number(r) for _ in range(r.below(5)))
        return "nextafter", lambda x, y, n: math.nextafter(x, y, steps=n), (number(r), number(r), abs(integer(r, 80)))
    if k == 18:
        s = numeral(r)
        if r.chance(80):
            s += r.pick(["", r.pick("+-") + numeral(r)]) + r.pick("jJ")
        if r.chance(20):
            s = f" ({s}) "
        return "complex", complex, (s,)
    z = complex(number(r), number(r))
    j = r.below(5)
    if j == 0:
        return "repr", repr, (z,)
    if j < 3:
        return "format", format, (z, spec(r, "eEfFgGn" * 3 + "ds%"))
    return "op", r.pick([operator.add, operator.sub, operator.mul, operator.truediv, operator.eq]), (z, r.pick([number(r), complex(number(r), number(r)), integer(r)]))
