# Names: identifiers, keywords, soft keywords, reserved classes of names.
def show(source):
    try:
        names = {}
        exec(source, names)
        names.pop("__builtins__")
        print(ascii(source), "=>", ascii(sorted(k for k in names)))
    except SyntaxError as e:
        print(ascii(source), "=>", type(e).__name__, ascii(e.msg))
for name in ["a", "_", "__", "_a1", "A9", "Ünïcode", "变量", "ℙython", "ﬁ", "ª", "x²", "1a", "a-b", "a b", "a·b", "℘", "℮", "x\u0301", "\u0301x",
             "𝐱", "ſ", "K", "Ⅷ", "a\u200db", "a\u200c", "é", "e\u0301", "٣", "x٣", "_٣", "$", "a$", "a\u2028"]:
    print(ascii(name), name.isidentifier(), end=" ")
    show(name + " = 1")
# NFKC: one name
ﬁx = 1
print(fix, "ﬁx" in globals(), "fix" in globals())
𝒞 = 3
print(C)
def kw(**k): return k
print(kw(ﬁ=2))
class Attr: pass
Attr.ﬃ = 3
print([n for n in vars(Attr) if not n.startswith("__")], hasattr(Attr, "ﬃ"), hasattr(Attr, "ffi"))
print(eval("ﬁx"), globals().get("ﬁx"))

keywords = """False None True and as assert async await break class continue def del elif else except finally for from global if
import in is lambda nonlocal not or pass raise return try while with yield""".split()
print(len(keywords))
for word in keywords:
    show(f"{word} = 1")
for word in keywords[:6]:
    show(f"def f({word}): pass")
    show(f"x.{word}")
    show(f"f({word}=1)")
    show(f"import {word}")
    show(f"class {word}: pass")
    show(f"for {word} in x: pass")
    show(f"(lambda {word}: 1)")
    show(f"del {word}")

# Soft keywords are names everywhere else
match = case = type = _ = 1
print(match + case + type + _)
def case(match): return match
def match(type, case): return type, case
print(match(1, 2), case(3), match (1, case=2))
class type_(object): type = 5; match = 6; case = 7
print(type_.type, type_.match, type_.case)
del type, match, case, _
match = [1, 2]
match[0] = 5
match [1]
print(match, -match[0], match [0] - 1)
match: int = 5
case: int = 6
print(match, case)
type: str = "x"
print(type)
del type
type = type
type X = int
print(X, X.__value__)
type type = str
print(type.__name__)
del type
match match:
    case case:
        print("bound", case)
match (1, 2):
    case (match, case):
        print(match, case)
print(match)
match -1:
    case -1: print("minus")
match * 1
match - 1
match, case = case, match
print(match, case)
for match in range(2): pass
lambda match: match
import sys as match
from sys import path as case
print(match is sys if "sys" in globals() else match.__name__)

# Reserved classes
class Reserved:
    __mangled = 1
    __unmangled__ = 2
    _protected = 3
    def m(self):
        __local = 4
        return sorted(locals()), self.__mangled
print(sorted(k for k in vars(Reserved) if "angled" in k or "prot" in k), Reserved().m())
class _Under:
    __x = 1
    class __:
        __y = 2
class __:
    __z = 3
print([k for k in vars(_Under) if "x" in k], [k for k in vars(__) if "z" in k])
namespace = {}
exec("_a = 1; b = 2; __c = 3", namespace)
print(sorted(k for k in namespace if k != "__builtins__"))
show("None = 1"); show("True = 1"); show("__debug__ = 1"); show("x.None = 1"); show("x.__debug__ = 1")
show("def __debug__(): pass"); show("import __debug__"); show("f(__debug__=1)"); show("del __debug__"); show("lambda __debug__: 1")
print(__debug__)
