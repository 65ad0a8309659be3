# Operators and delimiters: each token in a place where it is allowed, and the characters that are not tokens.
class V:
    def __init__(self, n): self.n = n
    def __repr__(self): return self.n
def binary(symbol):
    return lambda a, b: V(f"({a}{symbol}{b if isinstance(b, V) else repr(b)})")
for slot, symbol in dict(add="+", sub="-", mul="*", pow="**", truediv="/", floordiv="//", mod="%", matmul="@", lshift="<<", rshift=">>", xor="^",
                         lt="<", gt=">", le="<=", ge=">=", eq="==", ne="!=").items():
    setattr(V, f"__{slot}__", binary(symbol))
V.__and__ = binary("&"); V.__or__ = binary("|")
V.__invert__ = lambda a: V(f"~{a}"); V.__neg__ = lambda a: V(f"-{a}"); V.__pos__ = lambda a: V(f"+{a}")
for name in ["add", "sub", "mul", "pow", "truediv", "floordiv", "mod", "matmul", "lshift", "rshift", "xor", "and", "or"]:
    pass
a, b = V("a"), V("b")
for op in "+ - * ** / // % @ << >> & | ^ < > <= >= == !=".split():
    print(op, eval(f"a {op} b"), eval(f"a{op}b"), eval(f"a{op}1"))
print(~a, -a, +a, - - ~a)
for op in "+= -= *= /= //= %= @= &= |= ^= >>= <<= **=".split():
    names = {"a": a, "b": b}
    exec(f"a {op} b", names)
    print(op, names["a"])
print((x := 5), x)
def f(a: int, /, *b, c=1, **d) -> str: return a, b, c, d
print(f(1, *[2], c=3, **{"d": 4}), f.__annotations__)
@lambda fn: fn
def g(): return [1, 2][0:1], {1: 2}, (3,), {4}, ...
print(g()); print(1, end=";\n")
for text in ["a $ b", "a ? b", "a ! b", "!a", "a `b`", "a := 1", "a :: b", "a =! b", "a => b", "a -> b", "a <> b", "a === b", "a && b", "a || b", "a ++", "++a", "a--", "a **= b",
             "a += b += c", "a = b += c", "a @", "@a", "@", "a.", "a..b", ".a", "a,", ",a", "a,,b", "a;", "a:", ":", "a[", "a[]", "a[:", "a[1:2:3:4]", "a(", "a()", "a(,)", "a(b,)", "a{", "{a", "{,}", "[,]", "(,)", "a = ",
             "a =", "= a", "a == ", "not", "a not b", "a not in b", "a is not b", "a in not b", "a is is b", "and", "a and", "or a", "lambda", "lambda:", "lambda: 1", "a if b", "a else b", "if a else b", "a if b else"]:
    try:
        compile(text, "<t>", "exec")
        print(text, "=> fine")
    except SyntaxError as e:
        print(text, "=>", type(e).__name__, e.msg)
