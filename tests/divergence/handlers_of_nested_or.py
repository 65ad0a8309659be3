"""`(a or b) or c` in a `try`, where asking for the truth of `a` raises.

CPython 3.14 compiles that first test outside of the range of the `try`: the exception passes its handlers by. `a or b or c`, and the same with
another operator outside, are compiled as they should be. threadsnake's handlers catch what is raised in their `try`.
"""
import sys


class Bad:
    def __bool__(self):
        raise ValueError("no truth")


def nested(a, b, c):
    try:
        return (a or b) or c
    except ValueError as e:
        return str(e)


def flat(a, b, c):
    try:
        return a or b or c
    except ValueError as e:
        return str(e)


if sys.implementation.name == "threadsnake":
    assert nested(Bad(), 1, 2) == "no truth"
# What holds everywhere.
assert flat(Bad(), 1, 2) == "no truth"
assert nested(0, "", 3) == 3
print("ok")
