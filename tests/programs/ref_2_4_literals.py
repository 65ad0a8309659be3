# Literals: the same kinds of values, constants, and what a literal is not.
for text in ["'a'", "b'a'", "1", "1.5", "1j", "True", "None", "...", "f'{1}'", "(1)", "()", "(1,)", "-1", "1_0", "'a' 'b'"]:
    value = eval(text)
    print(text, "->", repr(value), type(value).__name__)
print(type(t"{1}").__name__)
# There is no negative literal: the minus is an operator.
print(-1 ** 2, (-1) ** 2, -2 .bit_length(), abs(-1))
def code_constants():
    return 1, 1.0, True, "1", b"1", None, 1j, -0.0, 0.0
for c in code_constants():
    print(repr(c), type(c).__name__)
print([type(c).__name__ for c in (1, 1.0, True)], {1: "a", 1.0: "b", True: "c"})
# Equal constants of different types and signs stay apart.
print([0.0, -0.0], (0.0, -0.0), [1, True, 1.0], (0j, -0j, complex(-0.0, -0.0)))
def fs(): return 0.0, -0.0, 0, False
print(fs())
print((1, 2), (1.0, 2.0), (True, 2))
for bad in ["1 = x", "'a' = x", "None = 1", "... = 1", "f'{x}' = 1", "b'' = 1", "(1, x) = 2", "[1] = x", "1 += 1", "'a': int = 1", "del 1", "del 'x'",
            "for 1 in x: pass", "with x as 1: pass", "(1 := 2)", "1j = 2", "-1 = 2", "t'' = 1", "def f(1): pass", "lambda 1: 2", "import 1", "1.x = 2"]:
    try:
        compile(bad, "<t>", "exec")
        print(bad, "accepted")
    except SyntaxError as e:
        print(bad, "->", e.msg, e.offset)
