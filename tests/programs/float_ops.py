# float: repr, constructor, methods, rounding, comparisons.
def err(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(f"{type(e).__name__}: {e}")


for x in (0.0, -0.0, 1.0, 0.1, 1e15, 1e16, 1e17, 123456789012345680.0, 1e-4, 1e-5, 1.5e300, 5e-324, 1.7976931348623157e308, float("inf"), -float("inf"), float("nan"), 2 / 3, 100.0, 1e2, 1.1e1, 3.0e-10):
    print(x, repr(x), str(-x), x == x, bool(x))
print(float(), float("1.5"), float(" -1e3 "), float("inf"), float("-Infinity"), float("NaN"), float("1_0.5"), float(True), float("1e400"), float(b"2.5"), float(".5"), float("5."))
for a in ("x", "", "1e", "1__0", None, [], "0x1", "1.2.3"):
    err(float, a)
print((1.5).is_integer(), (2.0).is_integer(), (0.75).as_integer_ratio(), (0.1).hex(), float.fromhex("0x1.8p+1"), (1.5).real, (1.5).conjugate(), (255.5).hex())
err(float("inf").as_integer_ratio)
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234.5, -2), round(0.5), round(1e20), round(2.5, 0), round(-0.4), type(round(2.0)), type(round(2.0, 1)), round(1.005, 2), round(12.345678, 4))
err(round, float("nan"))
err(round, float("inf"))
err(round, "x")
err(lambda: 1.0 / 0)
err(lambda: 1.0 // 0)
err(lambda: 1.0 % 0)
err(lambda: 0.0**-1)
err(lambda: 10.0**400)
err(lambda: 1e308 * 10)
err(lambda: 2.0**2000)
err(lambda: int(1e400))
print(7.5 // 2, -7.5 // 2, 7.5 % -2, -7.5 % 2, divmod(-7.5, 2), 5 % 0.3, 1e300 * 1e10, -1 % 1e-20, 0.0 == -0.0, 1e16 + 1)
print(1.5 < 2, 1.5 > 1, 1 == 1.0, 0.5 == 1 / 2, 1e308 < 10**309, 2**63 == 2.0**63, float(2**63) == 2**63 - 1, 3.0 in [3], {1.0: "a"}[1])
print(hash(1.5), hash(0.0), hash(-0.0), hash(1e300), hash(float("inf")), hash(2.0**61), hash(0.1))
print(abs(-1.5), -(1.5), +1.5, max(1.5, 1), min(1, 1.0), sum([0.1] * 10), sum([0.1, 0.2, 0.3]), sum([1e16, 1.0, -1e16]), 1.5.__add__(2), pow(2.0, 0.5), pow(4, 0.5), (-8.0) ** 2)
print(1e5, 1e-3, 12345.678e3, 1E5, 0xA.__float__(), 1_0.0_1, float(10**22), float(2**60 + 1), 4.35, 4.349999999999999, 0.3, 0.1 + 0.7)
