"""Annotations as strings."""
from __future__ import annotations, generator_stop
import __future__

x: list[int]
y: (1 + 2) * undefined = 3
if False:
    z: int


class C:
    a: {"k": [1, 2, *c]}
    b: lambda x, /, *y, k=1, **z: (x if y else not z) ** -2
    def m(self, p: a.b.c[d:e:f, ...], *args: *Ts, k: f"{x!r:>{w}}" = 1) -> "already text": ...

def f(x: (a, b), y: (a,), z: (), s: "it's", t: b"x", n: -1, o: not a or b and c, q: [i for i in x if y], r: {k: v for k, v in z},
      u: a < b <= c is not d, v: await_ | b & ~c ^ d << 2, w: x[1, 2][(3, 4)][()], aa: 1.5e10, bb: 1j, cc: None, dd: ...) -> "Q": ...


print(__annotations__)
print(C.__annotations__)
print(C.m.__annotations__)
print(f.__annotations__)
print(f.__annotate__.__name__, C.__annotate__)
print(sorted(k for k in globals() if "nnot" in k))


class Again:
    __annotations__ = {"kept": 1}
    x: int


print(Again.__annotations__)
print(__future__.annotations, __future__.division.getOptionalRelease(), __future__.annotations.getMandatoryRelease())
print(__future__.all_feature_names)
for source in [
    "from __future__ import braces",
    "from __future__ import no_such_feature",
    "'doc'; from __future__ import division",
    "'doc'\n'second'\nfrom __future__ import division",
    "x = 1\nfrom __future__ import division",
    "def f():\n  from __future__ import division",
    "from __future__ import division\nimport sys\nfrom __future__ import annotations",
    "from __future__ import (annotations, division as d)",
    "from __future__ import *",
    "from . import __future__; 1",
    "import __future__\nfrom __future__ import division",
]:
    try:
        compile(source, "<s>", "exec")
        print("fine", repr(source))
    except SyntaxError as e:
        print(repr(source), e.msg, e.lineno, e.offset)
