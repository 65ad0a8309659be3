"""str and bytes."""
from harness import main, operation

TEXT = "the quick brown fox jumps over the lazy dog and runs away from the angry bear; " * 50
WIDE = "schöne Grüße aus Köln, 日本語 και ελληνικά; " * 60
LINES = "\n".join(f"  line {i}: some text, more text  " for i in range(200))
WORDS = TEXT.split()
RAW = TEXT.encode()
UTF8 = WIDE.encode()


@operation(2000)
def find(n):
    total = 0
    for _ in range(n):
        total += TEXT.find("no such thing") + TEXT.count("the") + TEXT.rfind("quick") + ("angry bear; the" in TEXT) + TEXT.find("z")
    return total


@operation(1000)
def replace(n):
    t = ""
    for _ in range(n):
        t = TEXT.replace("the", "a")
        t = t.replace(" ", "_")
        t = t.replace("fox", "wolves", 3)
    return len(t)


@operation(400)
def split(n):
    total = 0
    for _ in range(n):
        total += len(TEXT.split()) + len(TEXT.split(" ")) + len(LINES.splitlines()) + len(TEXT.partition("angry")[0])
    return total


@operation(2000)
def join(n):
    t = ""
    for _ in range(n):
        t = " ".join(WORDS)
    return len(t)


@operation(40000)
def format_method(n):
    t = ""
    for i in range(n):
        t = "{:>10} {!r} {name:.2f} {}".format(i, "x", i, name=1.5)
    return t


@operation(40000)
def percent(n):
    t = ""
    for i in range(n):
        t = "%5d %s %.3f %x" % (i, "abc", 2.5, i)
    return t


@operation(60000)
def fstring(n):
    t = ""
    for i in range(n):
        t = f"{i} {i:>8} {i / 2:.2f} {'abc'!r:10} {i:#x}"
    return t


@operation(60000)
def fstring_simple(n):
    t = ""
    a = "name"
    for i in range(n):
        t = f"{a}: {i}, {a}"
    return t


@operation(600)
def encode(n):
    total = 0
    for _ in range(n):
        total += len(TEXT.encode()) + len(WIDE.encode()) + len(TEXT.encode("latin-1")) + len(WIDE.encode("utf-16"))
    return total


@operation(600)
def decode(n):
    total = 0
    for _ in range(n):
        total += len(RAW.decode()) + len(UTF8.decode()) + len(RAW.decode("latin-1")) + len(RAW.decode("ascii"))
    return total


@operation(100000)
def strip(n):
    t = ""
    for _ in range(n):
        t = "   some text  ".strip()
        t = "xxsome textxx".strip("x")
        t = t.lstrip()
    return t


@operation(300)
def case(n):
    total = 0
    for _ in range(n):
        total += len(TEXT.upper()) + len(TEXT.title()) + TEXT.islower() + len(WIDE.lower()) + len(TEXT.casefold())
    return total


@operation(100000)
def tests(n):
    total = 0
    for _ in range(n):
        total += "abc12".isalnum() + "hello".startswith("he") + "hello".endswith(("x", "lo")) + "12345".isdigit() + "abc".isalpha()
    return total


@operation(300)
def translate(n):
    t = ""
    table = str.maketrans("abcdef", "ABCDEF", "xyz")
    for _ in range(n):
        t = TEXT.translate(table)
    return len(t)


@operation(300)
def characters(n):
    total = 0
    for _ in range(n):
        for c in TEXT[:1000]:
            total += ord(c)
    return total


@operation(100000)
def slices(n):
    total = 0
    for i in range(n):
        total += len(TEXT[i % 100:200]) + len(TEXT[5]) + len(TEXT[::500])
    return total


@operation(200000)
def concat(n):
    t = ""
    for i in range(n):
        t += "ab"
    return len(t)


@operation(100000)
def compare(n):
    total = 0
    a, b = "identifier_one", "identifier_two"
    for _ in range(n):
        total += (a < b) + (a == b) + (a != b)
    return total


@operation(60000)
def numbers(n):
    total = 0
    for i in range(n):
        total += int(str(i)) + len(repr(i * 0.1)) + int(float("12.5"))
    return total


@operation(1000)
def bytes_methods(n):
    total = 0
    for _ in range(n):
        total += len(RAW.replace(b"the", b"a")) + len(RAW.split()) + RAW.find(b"nothing here") + len(RAW.hex()) + len(RAW.upper())
    return total


@operation(20000)
def bytearray_grow(n):
    b = bytearray()
    for i in range(n):
        b += b"abc"
        b.append(5)
    return len(b)


main()
