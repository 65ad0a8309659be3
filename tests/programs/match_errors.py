"""What patterns raise, and what the compiler refuses."""


def run(source, **names):
    try:
        exec(source, names)
        print("fine")
    except Exception as e:
        print(type(e).__name__, e)


class A:
    __match_args__ = ("x",)
    x = 1


class Bad1:
    __match_args__ = ["x"]


class Bad2:
    __match_args__ = (1,)


class Bad3:
    __match_args__ = ("x", "x")
    x = 1


class Raises:
    __match_args__ = ("x",)

    @property
    def x(self):
        raise ValueError("from property")


class Missing:
    __match_args__ = ("x",)

    @property
    def x(self):
        raise AttributeError("from property")


class RaisingEq:
    def __eq__(self, other):
        raise KeyError("eq")


class Meta(type):
    def __instancecheck__(cls, x):
        raise RuntimeError("instancecheck")


class WithMeta(metaclass=Meta):
    pass


class RaisingArgs(type):
    @property
    def __match_args__(cls):
        raise IndexError("match args")


class WithArgs(metaclass=RaisingArgs):
    pass


CASES = [
    ("A(1, 2)", A()),
    ("A(1, x=1)", A()),
    ("A(x)", A()),
    ("A()", 5),
    ("int(1, 2)", 1),
    ("int()", 1),
    ("object(1)", 1),
    ("Bad1(1)", Bad1()),
    ("Bad2(1)", Bad2()),
    ("Bad3(1, 1)", Bad3()),
    ("Raises(1)", Raises()),
    ("Missing(1)", Missing()),
    ("Missing()", Missing()),
    ("RaisingEq()", RaisingEq()),
    ("1", RaisingEq()),
    ("[1, *_]", [RaisingEq()]),
    ("{'a': 1}", {"a": RaisingEq()}),
    ("WithMeta()", 1),
    ("WithArgs(1)", WithArgs()),
    ("undefined.x", 1),
    ("undefined()", 1),
    ("len()", 1),
    ("A.y", 1),
    ("{A.x: 1, A.x: 1}", {1: 1}),
    ("{1: _, A.x: _}", {1: 1, 2: 2}),
    ("complex(1)", 1j),
    ("range(1)", range(1)),
    ("slice(start=1)", slice(1, 2)),
    ("bool(x)", True),
]
for pattern, subject in CASES:
    print(pattern, end=": ")
    run(f"match subject:\n case {pattern}: print('match', end=' ')\n case _: print('no match', end=' ')\n", subject=subject, **{
        k: v for k, v in globals().items() if isinstance(v, type)})

SYNTAX = [
    "match 1:\n case x: pass\n case 2: pass",
    "match 1:\n case _: pass\n case 2: pass",
    "match 1:\n case x as y: pass\n case 2: pass",
    "match 1:\n case (x): pass\n case 2: pass",
    "match 1:\n case (1 | x): pass\n case 2: pass",
    "match 1:\n case x | 1: pass",
    "match 1:\n case _ | 1: pass",
    "match 1:\n case x if 1: pass\n case _ if 1: pass\n case y: pass",
    "match 1:\n case [x, x]: pass",
    "match 1:\n case [x, *x]: pass",
    "match 1:\n case {'a': x, **x}: pass",
    "match 1:\n case A(x, y=x): pass",
    "match 1:\n case A(y=1, y=2): pass",
    "match 1:\n case [x] as x: pass",
    "match 1:\n case [x] | [y]: pass",
    "match 1:\n case [x] | 1: pass",
    "match 1:\n case [*a, *b]: pass",
    "match 1:\n case {'a': 1, 'a': 2}: pass",
    "match 1:\n case {1: 1, 1: 2}: pass",
    "match 1:\n case {**rest, 'a': 1}: pass",
    "match 1:\n case A(x=1, 2): pass",
    "match 1:\n case f'x': pass",
    "match 1:\n case x.y as _: pass",
    "match 1:\n case 1 + 1: pass",
    "match 1:\n case 1j + 1: pass",
    "match 1:\n case 1, *x: pass",
    "match 1:\n case a.b(): pass",
    "match 1:\n case a().b: pass",
    "match 1:\n case x := 1: pass",
    "match 1:\n pass",
    "match 1:\ncase 1: pass",
    "match 1:\n case 1 pass",
    "match *x,:\n case 1: pass",
    "match yield x:\n case 1: pass",
    "for x in y:\n match x:\n  case 1: break\n  case 2: continue",
    "match 1:\n case 1: break",
    "match 1:\n case __debug__: pass",
]
for source in SYNTAX:
    try:
        compile(source, "<s>", "exec")
        print(repr(source), "compiles")
    except SyntaxError as e:
        print(repr(source), type(e).__name__, e.msg, e.lineno, e.offset)
