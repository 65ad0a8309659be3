"""What random cases (tests/differential) found once: a line or more for each kind."""
import json
import math
import re
import struct
from datetime import UTC, date, datetime, time
from decimal import Decimal, FloatOperation, getcontext
from fractions import Fraction


def show(label, function, *args, **keywords):
    try:
        result = ascii(function(*args, **keywords))
    except Exception as e:
        result = f"{type(e).__name__}: {ascii(str(e))} {getattr(e, '__notes__', '')}"
    print(label, result)


print("-- which items a sort compares")


class Item:
    log = []

    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        Item.log.append((self.value, other.value))
        return self.value < other.value


def compared(values, **options):
    Item.log = []
    items = [Item(v) for v in values]
    items.sort(**options)
    return Item.log


print(compared([8, 11, 6, 18]))
print(compared([3, 3, 2, 2, 2, 1, 5]), compared([16, 15, 3, 12, 5, 8]), compared([5, 5, 4, 4, 6], reverse=True))
for n, step in ((63, 7), (64, 5), (100, 37), (150, 1), (200, 11), (333, 100)):
    log = compared([i * step % 101 for i in range(n)])
    print(n, len(log), hash(tuple(log)))
log = compared(list(range(0, 200, 2)) + list(range(1, 60, 2)) + list(range(300, 100, -1)))
print(len(log), hash(tuple(log)))
nan = float("nan")
values = [(i * 37 % 64) / 2 if i % 9 else nan for i in range(200)]
values.sort()
print(values)


class Subset(frozenset):
    def __repr__(self):
        return "".join(sorted(self))


sets = [Subset(c for j, c in enumerate("abcd") if i * 7 >> j & 1) for i in range(90)]
sets.sort()
print(sets)

print("-- complex and float texts")
for s in ("\x0b\x0c1.5", "\x1f2", "(\x0b1j\x0c)", "1_0\x00j", "\x001_0", "\u200b1_", "1__0", "\u0661_\u0662j", "1_\u0100", "\x001__"):
    show(ascii(s), complex, s)
for s in ("0x1p1024z", "-0x.1p99999999999é", "0x1p10é", "0x1p-99999z", "0x1.fffffffffffff8p1023 x", "0x0z", "\ud800"):
    show(ascii(s), float.fromhex, s)
show("spec", format, 1.5, "\ud800<5+.+")
show("spec", format, 3, "\ud800<5+.+")
show("spec", format, "x", "\ud800<5+.+")
for p, q in (([1.5, 2], [2**70, 3]), ([-4.7e-06, -1.62, -2610633.885524139, 1e-20], [-9223372036854775806, 0.0004360675811767578, 1e15, -18]),
             ([2**62, 2**62, 1.5], [2, 2, 1]), ([1e308, 1e308, -1e308], [10, 1, 1]), ([True, 2], [1.5, 3]), ([10**400, 1.5], [1, 2]), ([1.5, 10**400], [1, 2])):
    show("sumprod", math.sumprod, p, q)

print("-- strs and bytes")
for c in ("utf-16-be", "utf-32-le", "UTF_16LE", "utf-16", "latin", "iso-8859-1", "u8", "utf-8"):
    show(c, "\ud800\u0100".encode, c)
    show(c, b"\xd8\xff\x00\x00\xd8".decode, c)
print(bytearray.__hash__)
show("hash", hash, bytearray(b"x"))
for template in (b"%h%", "%l%x", "%h%%", "%L%"):
    show(template, lambda: template % (1,))
    show(template, lambda: template % ())
for template in (b"%\xc3", b"%5\xc3", b"%05.3\xc3", b"%0\xc3", b"%.\xc3", b"%h\xc3", "%\xc3", "%\x1f", "%\x7f", b"%\x1f", b"%\x00"):
    show(template, lambda: template % 1)
for s in ("0fa1FFg\u0660", "g\xe9", "00 \u0660", "0"):
    show("fromhex", bytes.fromhex, s)
    show("fromhex", bytearray.fromhex, s)

print("-- patterns")
for name in ("match", "fullmatch", "search", "findall"):
    print(name, getattr(re.compile("(|a)"), name)("aaaa", 3, 1), getattr(re.compile("(|a)"), name)("aaaa", 2, 2))
for p in ("a*", "a*?", "a*+", "(a*)", "(?:ab)*", "$", r"\Z", "(?m:$)", r"\b", r"\B", "^", "", "(?=a)", "(?!a)", "x|", "(|a)b?"):
    print(p, re.compile(p).match("aaa\naa", 3, 1), re.compile(p).match("aaaaaa", 4, 2), re.compile(p).fullmatch("aaaaaa", 4, 2))
print(re.compile("x").groupindex, re.compile("(?P<a>x)").groupindex)

print("-- struct")
for f, v in (("e", 65520), ("e", 65520.0), ("f", 10**40), ("f", 1e300), ("e", 10**400), ("d", 10**400), ("d", "x")):
    show(f, struct.pack, f, v)
show("size", struct.pack, "9223372036854775807x")
show("format", struct.calcsize, b"\xc3\xa9i")
show("format", struct.calcsize, "\xe9i")
show("offset", struct.unpack_from, "i", b"1234", 10**30)

for f in ("F", ">2F", "D"):
    for v in (1e300, 3.4028235677973366e38, complex(1, 1e300), 10**40, 10**400, "1", None):
        show((f, str(v)[:20]), struct.pack, f, *[v] * (2 if "2" in f else 1))

print("-- json")
for s in ('"\\u4E2D', '"\\u4E2', '"\\ud83d', '"\\ud83d\\ude00', '"\\ud83d\\ude0', '"\\ud83d\\u1234', '"é\\u4E2D'):
    show(ascii(s), json.loads, s)


class Outer:
    class Inner:
        pass


Outer.Inner.__module__ = "other"
for v in (Outer.Inner(), [Fraction(1)], {(1,): 2}, [{(1,): 2, 3: 4, (2,): 1}]):
    for options in ({"default": lambda x: x}, {"default": lambda x: x, "indent": 1}, {"skipkeys": True, "indent": 2, "default": len}):
        show("dumps", json.dumps, [v], **options)

print("-- datetime")
for a in ({"hour": 24}, {"fold": 3}, {"hour": 1}):
    show(a, time, tzinfo="x", **a)
    show(a, datetime, 1, 1, 1, tzinfo="x", **a)
    show(a, datetime(1, 1, 1).replace, tzinfo="x", **a)
    show(a, time(1).replace, tzinfo="x", **a)
for n in (2**31, -2**31 - 1, 10**30):
    show(n, time(1).replace, minute=n)
    show(n, datetime(1, 1, 1).replace, fold=n)
    show(n, date(1, 1, 1).replace, day=n)
    show(n, time, n)
for s in ("2020010199", "2020139999", "2020-01-00"):
    show(s, date.fromisoformat, s)
for s in ("2020-01-00T24:00", "2020-12-31T24:00", "2020-02-30T24:00", "2020-13-00T24:00"):
    show(s, datetime.fromisoformat, s)

print("-- decimal")
context = getcontext()
context.clear_flags()
print(Decimal.from_number(1.5), context.flags[FloatOperation])
context.traps[FloatOperation] = True
show("from_number", Decimal.from_number, 1.5)
context.traps[FloatOperation] = False
for s in (".99999999999999999999", ".99999999999999999999f", "99999999999999999999", ".1000000000000000000", ".1000000000000000000f", "1000000000000000000", "\ud800<9", "9\ud800", "\0<5", "5\0f", "\0", "\0\0", "\0^9\0x", ".99999999999999999999d"):
    show(ascii(s), format, Decimal("-1.50"), s)
    show(ascii(s), format, Decimal("NaN"), s)

print("-- names in comprehensions and annotations")


def f():
    print(list((lambda: 0) for x in [1])[0].__qualname__, list((y for y in [x]) for x in [1])[0].__qualname__)

    class C:
        a = [lambda: 0 for x in [1]]
        b = list((lambda: 0) for x in [1])
        x: (lambda: 0)
    print(C.a[0].__qualname__, C.b[0].__qualname__, C.__annotations__["x"].__qualname__)
    type A = (lambda: 0)

    def k[T: (lambda: 0)](a: (lambda: 0)):
        pass
    type B[T] = (lambda: 0)
    print(A.__value__.__qualname__, k.__type_params__[0].__bound__.__qualname__, k.__annotations__["a"].__qualname__, B.__value__.__qualname__)

    class D[T]:
        def m(self):
            pass
        x: (lambda: 0)
    print(D.m.__qualname__, D.__annotations__["x"].__qualname__, [lambda: 0 for x in [1]][0].__qualname__)


f()
x: (lambda: 0)
print(__annotate__(1)["x"].__qualname__, list((lambda: 0) for x in [1])[0].__qualname__)

print("-- a second seed")
values = {"n": 5, "x": 1.5, "s": "text"}
for template in ("%(n)d%d", "%(n)d%r", "%r%(n)s", "%r%r%(n)s", "%(n)*d", "%(s)*d", "%(n).*d", "%(s)*", "%(n)*", "%(missing)*", "%(n)s%%", "%(n)s%*d"):
    show(template, lambda: template % values)
for template, args in (("a%*.40", ("X",)), ("%*", (3,)), ("%*.*", (3, "x")), ("%*.*", (3,)), ("%*.99999999999d", ("x",)), ("%*", ())):
    show(template, lambda: template % args)
show("center", b"x".center, 5, None)
show("P", struct.pack, "P", 2**64)
for s, base in (("1" * 4301 + "z", 10), ("1" * 4301 + "_", 10), ("1" * 4301 + "_z", 10), ("1" * 4301 + "__1", 10), ("1" * 4301 + "\0", 10), ("1" * 4301 + " \0", 10), ("1" * 4301 + "\0z", 36), ("1" * 4301 + "?", 16), ("_" + "1" * 4301, 36)):
    try:
        int(s, base)
    except ValueError as e:
        print(str(e)[:60])
for n in (2**63 - 1, 2**63, 2**64 - 1, 2**64, 10**30):
    print(math.nextafter(-738858507793048.0, 26.08203125, steps=n), math.nextafter(1.0, -1.0, steps=n))
for n in (3**1400, 7**900 + 1, 2**1024, 2**1024 - 1, 2**2000 - 1, 10**602):
    print(math.log10(n), math.log2(n), math.log(n))
for fields in ({"hour": -1, "fold": 2}, {"fold": 2}, {"second": 99, "fold": 7, "tzinfo": None}):
    show(fields, time(1).replace, **fields)
    show(fields, datetime(1, 1, 1).replace, **fields)
for s in ("3_G\0x", "3,G\0x", "3_G"):
    show(ascii(s), format, Decimal(5), s)

print("-- a third seed")
for s in ("\xb2\udcff\u017f\udbff", "\udcff\udc00", "a\udcff\udc80b", "a\udcff", "\udcffé\udcff中"):
    for codec in ("cp437", "cp037", "koi8-r", "iso8859-15", "latin-1", "ascii"):
        show((ascii(s), codec), s.encode, codec, "surrogateescape")
for s in ("2020-01-01T00:00Z\0", "2020-01-01T00:00Z\0x", "2020-01-01T00:00Zx", "2020-01-01T00:00+01:00\0", "2020-01-01T00:00\0Z", "2020-01-01T00:00:00.5\0"):
    show(ascii(s), datetime.fromisoformat, s)
    show(ascii(s), time.fromisoformat, s[11:])
for s in ("#10\0x", "#10", "z10\0x", "+10\0x", "010\0x", "<10\0x"):
    show(ascii(s), format, Decimal("1.5"), s)
