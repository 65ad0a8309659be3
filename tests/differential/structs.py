"""struct: random formats, right and wrong values, buffers of the right and the wrong size."""
import struct

from inputs import integer, mutated, number, random_bits, some_bytes, text

CODES = "cbB?hHiIlLqQnNPsefdpxFD"
LIMITS = {"b": 8, "h": 16, "i": 32, "l": 64, "q": 64, "n": 64, "p": 8, "e": 8, "f": 8, "d": 8}


def layout(r):
    s = r.pick(["", "@", "=", "<", ">", "!", "<", ">"])
    codes = "cbB?hHiIlLqQsefdpx" * 3 + ("nNP" if s in ("", "@") else "") + ("FDnNP" if r.chance(3) else "")
    for _ in range(r.below(6)):
        if r.chance(25):
            s += str(r.pick([0, 1, 2, 3, 5, 10]))
        s += r.pick(codes)
        if r.chance(5):
            s += r.pick([" ", "\n", "  "])
    if r.chance(6):
        s = mutated(r, s, "@=<>! 0123456789cbB?hHiIqnPsefdpxzZé\x00wu")
    if r.chance(1):
        s = r.pick(["99999999999999999999i", "9223372036854775807x", "9223372036854775807xi", "4611686018427387904h", "1", "i1", "é", "<n", "<P", ">N"])
    return s


def codes_of(s):
    """The code of each value that a right format takes."""
    count = ""
    for c in s.lstrip("@=<>!"):
        if c.isdigit():
            count += c
            continue
        n = min(int(count or 1), 12)
        count = ""
        if c in "sp":
            yield c
        elif c not in "x \n\t":
            for _ in range(n):
                yield c


def value(r, c):
    if r.chance(2):
        return r.pick([None, "x", b"xy", 1.5, 3, 2**64, -1, [], Indexed(5), Indexed("x"), Floating(), 1j])
    if c == "c":
        return bytes([r.below(256)]) if r.chance(95) else some_bytes(r, 3)
    if c in "sp":
        return r.pick([bytes, bytearray])(some_bytes(r, 12))
    if c == "?":
        return r.pick([True, False, 0, 1, "", "x", None, [1], 0.0])
    if c in "efdFD":
        k = r.below(10)
        if k < 3:
            # Around the edges of 16 and 32 bits.
            x = r.pick([65504.0, 65519.0, 65520.0, 65535.0, 2.0**-24, 2.0**-25, 3 * 2.0**-26, 6.1e-5, 3.4028234663852886e38, 3.4028235677973362e38, 3.4028235677973366e38,
                        1.401298464324817e-45, 7.006492321624085e-46, 7.006492321624086e-46, 1.1754943508222875e-38, 2049.0, 2051.0, 16777217.0, 1e39])
            return x if r.below(2) else -x
        if k < 8:
            return number(r)
        return integer(r, 40) if k == 8 else r.below(1 << 16) / 1024
    bits = LIMITS.get(c.lower(), 64)
    if r.chance(12):
        return r.pick([-1, 1 << bits, (1 << bits) - 1, 1 << bits - 1, -(1 << bits - 1), -(1 << bits - 1) - 1, (1 << bits - 1) - 1])
    n = random_bits(r, bits - c.islower())
    return -n if c.islower() and r.below(2) else n


class Indexed:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value

    def __repr__(self):
        return f"Indexed({self.value!r})"


class Floating:
    def __float__(self):
        return 2.5

    def __repr__(self):
        return "Floating()"


def size_of(s):
    try:
        return min(struct.calcsize(s), 200)
    except (struct.error, UnicodeError, ValueError):
        return 4


def pack_into(s, size, offset, *values):
    buffer = bytearray(b"\xaa" * size)
    struct.pack_into(s, buffer, offset, *values)
    return buffer


def iter_unpack(s, data):
    return list(struct.iter_unpack(s, data))


def whole(s, values):
    o = struct.Struct(s)
    data = o.pack(*values)
    return o.size, o.format, data, o.unpack(data), repr(o)


def case(r):
    s = layout(r)
    k = r.below(12)
    if k == 0:
        return "calcsize", struct.calcsize, (s.encode("utf-8") if r.chance(20) else s,)
    if k < 8:
        values = [value(r, c) for c in codes_of(s)]
        if r.chance(3):
            values = values[:-1] if r.chance(50) else values + [1]
        if k < 4:
            return "pack", struct.pack, (s, *values)
        if k < 6:
            return "whole", whole, (s, values)
        size = size_of(s)
        return "pack_into", pack_into, (s, size + r.between(-1, 6), r.between(-3, 3) if r.chance(80) else r.pick([-size, size, integer(r, 80)]), *values)
    size = size_of(s)
    n = size if r.chance(90) else max(0, size + r.between(-2, 4))
    if k == 10:
        n *= r.below(4)
    data = random_bits(r, 8 * n).to_bytes(n, "big")
    if r.chance(20):
        data = r.pick([b"\x00", b"\xff", b"\x7f", b"\x80"]) * n
    data = r.pick([bytes, bytes, bytearray, memoryview])(data)
    if type(data) is memoryview:
        data = Held(bytes(data))
        return "unpack/memoryview", Held.unpack, (data, s)
    if k < 10:
        return "unpack", struct.unpack, (s, data)
    if k == 10:
        return "iter_unpack", iter_unpack, (s, data)
    return "unpack_from", struct.unpack_from, (s, data, r.between(-3, 3) if r.chance(80) else r.pick([-n, n, integer(r, 80)]))


class Held:
    """Bytes behind a memoryview, which has an address in its repr."""

    def __init__(self, data):
        self.data = data

    def unpack(self, s):
        return struct.unpack(s, memoryview(self.data))

    def __repr__(self):
        return f"memoryview({self.data!r})"
