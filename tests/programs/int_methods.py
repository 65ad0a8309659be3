# int: constructor, methods, attributes.
def err(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(f"{type(e).__name__}: {e}")


print(int(), int(3.9), int(-3.9), int("  12_000 "), int("-0x1f", 16), int("0b101", 0), int("0o17", 0), int("z", 36), int(True), int("+5"), int(b"42"))
for a in ("x",), ("",), ("1.5",), ("12", 1), ("9", 8), ("0x", 0), ("010", 0), (None,), ([],), (5, 10), ("1__0",), (float("nan"),), (float("inf"),), ("12", 37), (b"a",):
    err(int, *a)
print((10).bit_length(), (-1).bit_length(), (2**100).bit_length(), (255).bit_count(), (0).bit_length())
print((1024).to_bytes(4, "big"), (1024).to_bytes(2, "little"), (-2).to_bytes(2, "big", signed=True), int.from_bytes(b"\x01\x00", "big"), int.from_bytes(b"\xff\xfe", "little", signed=True))
err((256).to_bytes, 1, "big")
err((-1).to_bytes, 1, "big")
print((5).real, (5).imag, (5).numerator, (5).denominator, (5).conjugate(), (5).as_integer_ratio(), (5).is_integer())
print(5 .__add__(3), (5).__mul__("a"), int.__add__(1, 2), (7).__floordiv__(2), (7).__divmod__(-2), (2).__pow__(10, 1000), (5).__bool__(), (5).__index__(), (3).__rsub__(10))
print(divmod(2**70, 3), pow(3, 100, 7), pow(3, -1, 7), pow(2, -2), round(12345, -2), round(15, -1), round(25, -1), round(-15, -1))
err(pow, 2, -1, 4)
err(pow, 2, 3, 0)
err(lambda: 1 << -1)
err(lambda: 1 // 0)
err(lambda: 1 % 0)
err(lambda: 1 / 0)
err(divmod, 1, 0)
err(lambda: 0 ** -1)
err(lambda: 10**400 / 3)
err(lambda: float(10**400))
print(10**400 // 10**398, 10**400 / 10**399, 2**64 / 2**63, (2**64 + 1) / 3)


class I:
    def __index__(self):
        return 7

    def __int__(self):
        return 8


print(int(I()), bin(I()), hex(I()), [0] * I(), "abcdefgh"[I()], range(I()), hash(2**61 - 1), hash(2**61), hash(-1), hash(10**30), hash(-2))
print(str(10**50), repr(-(10**30)), 0xFF, 0o17, 0b11, 1_000_000, 0xdead_beef, hash(1) == hash(1.0) == hash(True))
