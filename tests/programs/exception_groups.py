"""`BaseExceptionGroup` and `ExceptionGroup`: construction, attributes, splitting."""


def attempt(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except BaseException as e:
        print(type(e).__name__, e)


for cls in (ExceptionGroup, BaseExceptionGroup):
    for args in [(), ("m",), ("m", []), ("m", [1]), ("m", [ValueError]), (1, [ValueError()]), ("m", ValueError()), ("m", None),
                 ("m", {ValueError()}), ("m", {}), ("m", (ValueError(), 1)), ("m", [ValueError(1)], 3), ("m", (ValueError(1),)),
                 ("m", [KeyboardInterrupt()]), ("m", [ValueError(), SystemExit(2)]), ("m", "abc"), ("m", b""), (None, []),
                 ("m", iter([ValueError()])), ("m", range(2))]:
        attempt(cls, *args)
attempt(ExceptionGroup, "m", excs=[ValueError()])
attempt(ExceptionGroup, message="m", exceptions=[ValueError()])


class Mine(ExceptionGroup):
    pass


class MineBase(BaseExceptionGroup):
    pass


class Code(ExceptionGroup):
    def __new__(cls, message, errors, code):
        e = super().__new__(Code, message, errors)
        e.code = code
        return e

    def derive(self, excs):
        return Code(self.message, excs, self.code)


class Odd(ExceptionGroup, ValueError):
    pass


for cls in (Mine, MineBase, Odd):
    attempt(cls, "m", [ValueError(1)])
    attempt(cls, "m", [KeyboardInterrupt()])
attempt(Code, "m", [ValueError(1)], 42)
print([type(x).__name__ for x in (BaseExceptionGroup("a", [ValueError()]), MineBase("a", [ValueError()]))])
print(ExceptionGroup.__mro__, BaseExceptionGroup.__mro__)
e = ExceptionGroup("message", [ValueError(1), TypeError("t")])
print(e, str(e), repr(e), e.args, e.message, e.exceptions)
print(ExceptionGroup("one", [ValueError()]))
for name, value in [("message", "x"), ("exceptions", ())]:
    attempt(setattr, e, name, value)
e.args = (1, 2)
print(e.args, e.message, repr(e), e)
items = [ValueError(1)]
e = ExceptionGroup("m", items)
items.append(2)
print(e.exceptions, e.args)
print(issubclass(ExceptionGroup, Exception), isinstance(e, BaseExceptionGroup))
print(ExceptionGroup[int], BaseExceptionGroup[ValueError, str])


def tree(e):
    if e is None:
        return None
    if isinstance(e, BaseExceptionGroup):
        return [type(e).__name__, e.message, *map(tree, e.exceptions)]
    return repr(e)


g = ExceptionGroup("top", [
    ValueError(1),
    ExceptionGroup("mid", [TypeError(2), ValueError(3), ExceptionGroup("low", [OSError(4)])]),
    KeyError(5),
])
g.add_note("noted")
g.exceptions[1].__cause__ = IndexError("cause")
g.__context__ = EOFError("context")
for condition in [ValueError, (ValueError, OSError), TypeError, ExceptionGroup, Exception, AttributeError, (),
                  lambda e: isinstance(e, KeyError), lambda e: isinstance(e, ExceptionGroup) and e.message == "mid", lambda e: 0]:
    match_, rest = g.split(condition)
    print(tree(match_), tree(rest), tree(g.subgroup(condition)))
    for part in (match_, rest):
        if part is not None and part is not g:
            print(part.__notes__, repr(part.__context__), part.__notes__ is g.__notes__)
print(g.split(Exception)[0] is g, g.subgroup(Exception) is g)
for bad in [1, "x", int, [ValueError], (ValueError, int), (ValueError, 1), None]:
    attempt(g.split, bad)
    attempt(g.subgroup, bad)


def failing(e):
    raise RuntimeError("condition")


attempt(g.split, failing)
attempt(g.derive, [])
attempt(g.derive, [KeyboardInterrupt()])
attempt(Mine("m", [ValueError(1)]).derive, [ValueError(2)])
print(tree(Mine("m", [ValueError(1), TypeError()]).subgroup(ValueError)))
c = Code("m", [ValueError(1), TypeError(2)], 42)
m, r = c.split(ValueError)
print(type(m).__name__, m.code, r.code, tree(m), tree(r))


class BadDerive(ExceptionGroup):
    def derive(self, excs):
        return ValueError("not a group")


attempt(BadDerive("m", [ValueError(1), TypeError(2)]).split, ValueError)
shared = ValueError("shared")
s = ExceptionGroup("s", [shared, ExceptionGroup("t", [shared])])
print(tree(s.subgroup(lambda e: e is shared)))
attempt(BaseExceptionGroup.split, 1, ValueError)
deep = ValueError(0)
for i in range(50):
    deep = ExceptionGroup(str(i), [deep])
print(str(deep.subgroup(ValueError))[:30], deep.subgroup(TypeError))
