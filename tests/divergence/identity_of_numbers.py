"""`is` on ints and floats.

threadsnake keeps floats and ints of up to 49 bits in the reference itself, so two of them that are equal bit for bit are one object. In
CPython that depends on caching and constant folding. The language reference lets immutable objects of equal value be one object.
"""
import sys


def fresh(text):
    return int(text) if text.lstrip("-").isdigit() else float(text)


if sys.implementation.name == "threadsnake":
    for text in ("0", "256", "257", "-1000000", "100000000000000", "1.5", "0.0"):
        assert fresh(text) is fresh(text), text
    # Bits count, not equality.
    assert 0.0 == -0.0 and fresh("0.0") is not fresh("-0.0")
    assert fresh("1") is not fresh("1.0")
# What holds everywhere.
x = fresh("123456.75")
assert x is x and id(x) == id(x)
big = fresh("123456789012345678901234567890")
assert big is big
print("ok")
