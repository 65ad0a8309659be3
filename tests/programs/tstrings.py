"""t-strings (PEP 750): literals, `Template`, `Interpolation`."""
x = 1
for t in (t"{ x }", t"{x }", t"{ x = }", t"{x!r}", t"{ x !r}", t"{ x + 1 :>5}", t"{x:{x}{x!r:>{x}}}", t"{x=:>5}", t"{x = !s:>5}", t"{
 x
}", t"{(lambda: 1)() * 0}", t"{( x )}", t"{ ( (x) ) =}", t"{x # c
}", t'{"a"}', rt"\n{x}\t", t"\n{x}\N{BULLET}", t"{{}}", t"", t"{x}{x}", t"a" t"b{x}" t"c", t"{x:}", t"{f'{x}'}", t"{ x!r:a\tb }", t"{x,}", t"{ *[1], }", t"{x!r:^{x}.{x}}",t"{x==1}",t"{ x == 1 = }", Rt"{x:\t}", t"{x:\t}", t"{'\t'}", t"""{
x + (
  1)
 =}"""):
    print(t.strings, t.interpolations)
print(t"{t'{x}'}")
for s in ('t"a" "b"', '"a" t"b"', 't"a" f"b"', 'f"a" t"b"','t"a" b"b"','t"{"','t"}"','t"{}"','t"{x!z}"','t"{x!}"','tb"a"','ut"a"','t"{lambda: 1}"','ft"a"', 't"{*a}"', "t'{x'", "t'{!r}'", "del t''", "t'' = 1", "t'{x:}}'", "t'{x = !r}' 'x'"):
    try: compile(s,'s','eval' if '=' not in s and 'del' not in s else 'exec'); print(s,"ok")
    except SyntaxError as e: print(s,e.msg, e.offset)

Template, Interpolation = type(t""), type(t"{x}".interpolations[0])
print(Template.__name__, Template.__module__, Template.__qualname__, Interpolation.__module__, Interpolation.__name__)
print(Interpolation.__match_args__, hasattr(Template, "__match_args__"))


def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


i = t"{x!r:>5}".interpolations[0]
t = t"a{x}b{x!r:>{x}}c{x=}"
for f in [
    lambda: Template(), lambda: Template("a"), lambda: Template("a", "b", i, i, "c"), lambda: Template(i), lambda: Template(1),
    lambda: Template(x=1), lambda: Template("a", None), lambda: Template(*t), lambda: Template(*t).values,
    lambda: Interpolation(), lambda: Interpolation(1), lambda: Interpolation(1, 2), lambda: Interpolation(1, "x", "q"),
    lambda: Interpolation(1, "x", ""), lambda: Interpolation(1, "x", None, 3), lambda: Interpolation(1, "x", "r", "s"),
    lambda: Interpolation(value=1, expression="x", conversion=2), lambda: Interpolation(1, format_spec="f", expression="e"),
    lambda: Interpolation(1, "x", "a", "", 5), lambda: Interpolation(1, nope=1), lambda: Interpolation(1, None),
    lambda: t + t, lambda: t + t"", lambda: t"" + t, lambda: t"{x}" + t"{x}", lambda: t"a" + t"b",
    lambda: t + 1, lambda: t + "x", lambda: "x" + t if False else None, lambda: t == t, lambda: t"" == t"", lambda: t"a" != t"a",
    lambda: setattr(t, "strings", ()), lambda: setattr(i, "value", 1), lambda: delattr(i, "value"), lambda: hash(t) == hash(t),
    lambda: list(t), lambda: list(t""), lambda: list(t"{x}{x}"), lambda: next(iter(t"")), lambda: str(t) == repr(t) == f"{t}",
    lambda: i.__reduce__()[1], lambda: bool(t""), lambda: type(iter(t)).__name__, lambda: iter(iter(t)) is not None,
    lambda: t.values, lambda: Template[int].__origin__ is Template, lambda: Interpolation[int].__args__,
    lambda: (i.value, i.expression, i.conversion, i.format_spec),
]:
    attempt(f)
try:
    class Sub(Template):
        pass
except TypeError as e:
    print("TypeError")

# Evaluated once, from left to right, eagerly.
def show(v):
    print("eval", v)
    return v


z = t"{show(1)}{show(2):{show(3)}}{show(4)!r:{show(5)}{show(6)!r:>{show(4)}}}"
print(z.values, [n.format_spec for n in z.interpolations])
try:
    t"{show(1)}{1 / 0}{show(2)}"
except ZeroDivisionError as e:
    print(e)


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)

    def __format__(self, spec):
        raise RuntimeError("not formatted")

    __str__ = __repr__ = None


held = t"{Loud('kept')}{Loud('too')!r:x}"
print(len(held.values))
del held
try:
    t"{Loud('lost')}{1 / 0}"
except ZeroDivisionError:
    print("raised")
try:
    t"{1:{Loud('spec')}}"
except RuntimeError as e:
    print(e)


def render(template):
    out = []
    for part in template:
        match part:
            case str() as s:
                out.append(s.lower())
            case Interpolation(value, _, None, ""):
                out.append(str(value).upper())
            case Interpolation(value, expression, "r", spec):
                out.append(f"<{expression}:{spec}={value!r}>")
            case Interpolation(value=v, format_spec=spec):
                out.append(format(v, spec))
    return "".join(out)


name = "World"
print(render(t"HELLO {name}, {name!r:spec}, {3.14159:.2f} {name.lower() + 'x'}"))
nested = t"outer {t'inner {name}'} {f'{name}{t"{name}".strings}'}"
print(nested.interpolations[0].value.strings, nested.values[1])


def generator():
    template = t"{(yield 1)}{(yield 2):{(yield 3)}}"
    print(template)


g = generator()
next(g), g.send("a"), g.send("b")
try:
    g.send(">3")
except StopIteration:
    pass
print([t"{a}{b:{a}}".values for a in range(2) for b in range(2)])


class C:
    attribute = 5
    template = t"{attribute}{__qualname__}"


print(C.template.values)
f = lambda x, y=t"{x}": (t"{x}{y.values}", y)
print(f(3))
print((q := t"{(w := 5)}").values, w, q is q)
print(eval("t'" + "{x}" * 200 + "'").values == (1,) * 200)
print(len(eval("t'" + "a{x!r:b}" * 3000 + "'").strings))
cycle = []
cycle.append(t"{cycle}")
print(repr(cycle)[:60])
t"unused {x}"
assert t"", "templates are true"
print(t"{x!s}" rt"\d" t"\x41", T"{x}", tR"\n")
