# The match statement: every pattern, guards, binding, irrefutability.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
def compiled(*sources):
    for bad in sources:
        try: compile(bad, "<t>", "exec"); print(repr(bad), "fine")
        except SyntaxError as e: print(repr(bad), "->", e.msg)
class Pt:
    __match_args__ = ("x", "y")
    def __init__(s, x, y): s.x, s.y = x, y
class Color: RED = 1; GREEN = "g"
def m(v):
    match v:
        case 0: return "zero"
        case -1 | -2.5 | 1 + 2j | -3 - 1j: return "numbers"
        case "a" "b" | b"x": return "strings"
        case None | True | False: return f"singleton {v}"
        case Color.RED | Color.GREEN: return "value pattern"
        case (5): return "group"
        case []: return "empty sequence"
        case [x]: return "one", x
        case (1, 2, *_): return "starts 1 2"
        case [a, *rest, 9]: return "ends 9", a, rest
        case (a, [b, c]) | [a, b, c] if a == "g": return "guarded", a, b, c
        case {"k": kv, "l": [first, *_]}: return "mapping", kv, first
        case {"only": o, **rest}: return "rest", o, rest
        case {}: return "any mapping"
        case Pt(0, y): return "on axis", y
        case Pt(x=xx, y=Pt(a, b)): return "nested", xx, a, b
        case Pt() as p: return "some point", p.x
        case str(s) | bytes(s): return "str or bytes", s
        case int() | float() as n: return "number", n
        case [int() as a, (str() | None) as b]: return "typed", a, b
        case whole if isinstance(whole, set): return "captured", whole
        case _: return "default"
for v in 0, 0.0, -1, -2.5, 1 + 2j, -3 - 1j, "ab", b"x", None, True, False, 1, "g", 5, [], (), [7], (8,), [1, 2], (1, 2, 3), [3, 4, 9], ("g", [1, 2]), ["g", 1, 2], {"k": 1, "l": "z"}, {"k": 1, "l": [2, 3]}, {"only": 1, "more": 2}, {}, {"zz": 1}, Pt(0, 1), Pt(1, Pt(2, 3)), Pt(4, 5), "text", b"bytes", bytearray(b"x"), 42, 1.5, [1, "s"], [1, None], {1}, object, range(2), "x", iter([]), range(0): print(repr(m(v)))
# sequences and mappings: what counts
class L(list): pass
class Seq:
    def __len__(s): return 1
    def __getitem__(s, i): return i
class D(dict):
    def __missing__(s, k): return "made"
def kind(v):
    match v:
        case [*_]: return "seq"
        case {}: return "map"
        case _: return "neither"
print([kind(v) for v in (L(), Seq(), D(), "s", b"b", bytearray(), range(3), {1}, {}.keys(), iter([]), (i for i in ""), {1: 2}.items())])
match D(a=1):
    case {"zz": x}: print("missing", x)
    case {"a": x, **r}: print("get", x, r, type(r).__name__)
class G(dict):
    def get(s, *a): print("get", a[0]); return super().get(*a)
match G(a=1, b=2):
    case {"a": 1, "b": 3}: pass
    case {"b": v}: print(v)
k1 = k2 = "same"
class K: a = b = "same"
try:
    match {"same": 1}:
        case {K.a: 1, K.b: 2}: pass
except ValueError as e: print(e)
# binding happens even when later cases win; order of guards
def log(x): print("guard", x, end=" "); return x
match [1, 2]:
    case [a, b] if log(False): pass
    case [c, 2] if log(True): print(a, b, c)
match 5:
    case x if x > 10: pass
print("x stays", x)
# one evaluation of the subject; comparisons with ==, singletons with is
def subject(): print("subject", end=" "); return 3
match subject():
    case 1 | 2: pass
    case 3.0: print("equal")
class E:
    def __init__(s): s.n = 0
    def __eq__(s, o): print("eq", o, end=" "); return o == "yes"
match E():
    case None: print("never")
    case True: print("never")
    case "no": print("never")
    case "yes": print("matched")
match 1, 2:
    case 1, 2: print("open sequence")
match (1,):
    case 1,: print("one open")
match *[1], 2:
    case 1, *r: print(r)
match {"x": [1, {"y": (2, 3)}]}:
    case {"x": [1, {"y": (2, z)}]}: print(z)
match [[1, 2], [3, 4]]:
    case [[a, b], [c, d]]: print(a, b, c, d)
match 3:
    case 1 | 2 as n: print("no")
    case (3 | 4) as n: print(n)
match [1, [2, 3]]:
    case [x, [y, *_] as inner] as whole: print(x, y, inner, whole)
match 1.0:
    case int(): print("int")
    case float(f): print("float", f)
match True:
    case 1: print("True is 1")
match 1:
    case True: print("never")
    case _: print("1 is not True")
def ret(v):
    match v:
        case [1, x] | [x, 1]: return x
        case {"a": x} | {"b": x}: return x
        case (Pt(x, 0) | Pt(0, x)): return x
print(ret([1, 2]), ret([3, 1]), ret([1, 1]), ret({"b": 4}), ret({"a": 1, "b": 2}), ret(Pt(0, 5)), ret(Pt(6, 0)), ret(9))
for i in range(4):
    match i:
        case 0: continue
        case 2: break
        case _: print(i)
match = case = 1
match match:
    case case: print(case)
def c(p, body="pass"): return f"match x:\n case {p}: {body}"
compiled(*map(c, ["_", "x", "x.y", "x.y.z", "x()", "x(y, z=1)", "x(y=1, z)", "x(y=1, y=2)", "x(*y)", "x(**y)", "x.y()", "x().y", "x[0]", "x + 1", "1 + 2", "1 + 2j", "1j + 2", "-1", "--1", "+1", "-x", "~1", "1 - 2j", "1.5 - 2j", "-1 + 2j", "1j", "-1j", "2j + 2j", "x | y", "x | 1", "_ | 1", "1 | _", "1 | x", "[x] | y", "[x] | [y]", "[x] | [x]", "x as y", "_ as y", "1 as _", "1 as x", "1 as x.y", "1 as x()", "1 as 2", "(1 as x) as y", "[1 as x]", "x, x", "[x, x]", "{'a': x, 'b': x}", "P(x, a=x)", "[*x, *y]", "*x", "*x,", "*_, *_", "[*x, 1]", "(*x)", "(*x, 1)", "*1", "*x.y", "[*1]", "{**x}", "{**_}", "{**x, 'a': 1}", "{**x, **y}", "{'a': 1, **x}", "{'a': 1, **x,}", "{x: 1}", "{x.y: 1}", "{-1: 1}", "{1 + 2j: x}", "{'a': 1, 'a': 2}", "{None: 1, True: 2}", "{'a' 'b': 1}", "{[]: 1}", "{(1): 1}", "{'a'}", "{'a': *x}", "f'a'", "f'{x}'", "t'a'", "'a' 'b'", "b'a'", "'a' b'b'", "...", "()", "(x)", "(x,)", "[]", "x,", "None", "None.x", "not x", "x if y else z", "lambda: 1", "x := 1", "(x := 1)", "1 < 2", "x == 1", "x and y", "await x", "yield", "x if y", "x if (y := 1)", "x if *y", "(x if y)", "__debug__", "P(__debug__)", "{**__debug__}", "[*__debug__]", "x as __debug__", "P(1=2)", "P(a.b=1)", "P(a=b=c)", "P(x)(y)", "'a'.b", "1.real", "", "*"]))
compiled("match x: pass", "match x:\n pass", "match x:\n", "match x:", "match x:\n case 1: pass\n x = 1", "match:\n case 1: pass", "match x\n case 1: pass", "match x:\n case 1\n  pass", "match x:\n case: pass", "match x:\n case _: pass\n case 1: pass", "match x:\n case y: pass\n case 1: pass", "match x:\n case y if z: pass\n case 1: pass", "match x:\n case _ as z: pass", "match x:\n case (y): pass\n case 1: pass", "match x:\n case y | 1: pass", "match *x:\n case 1: pass", "match *x, y:\n case 1: pass", "match x, y:\n case 1: pass", "match x,:\n case 1: pass", "match (x := 1):\n case 1: pass", "match x := 1:\n case 1: pass", "match yield:\n case 1: pass", "match x = 1:\n case 1: pass", "match x:\ncase 1: pass", "case 1: pass", "match x:\n case 1: pass\nelse: pass", "match x:\n case 1: pass\n else: pass", "match x:\n  case 1:\n  pass", "match x:\n case 1 if: pass", "match x:\n case 1 if y := 2: pass", "match x: case 1: pass")
