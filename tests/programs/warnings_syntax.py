# SyntaxWarnings: what, where, and what filters do to them.
import sys
import _warnings
sys.stderr = sys.stdout


def check(source):
    print("#", repr(source))
    try:
        compile(source, "<s>", "exec")
    except SyntaxError as e:
        print(type(e).__name__, e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset)


sources = [
    r"'\d'", r"'\d\q'", r"b'\z'", r"f'\d{1}\e'", r"f'{1:\d}'", r"'\9'", r"'\400'", r"b'\777'", r"'\377'", r"'''" + "\n\n  \\j'''",
    r"r'\d'", r"rb'\d'", r"rf'\d{1}'", r"b'\u1234\N'", r"f'\{1}'", "'a\\\nb'", r"'\x41\u0041\N{BULLET}\a\b\f\n\r\t\v\\\'\"\0'", r"'ok' '\s'",
    "1or 2", "1if 2else 3", "0x1for x in y", "0o7and 1", "0b1in x", "1jor 2", "1.5is x", "1_0not in x", "1e5or x",
    "x is 1", "x is not 'a'", "1 is x", "x is ()", "x is (1, 2)", "x is (1, x)", "x is (1, (2, 3))", "x is None", "x is ...", "x is True",
    "x is -1", "x is []", "x is f''", "x is b''", "x == 5 is True", "x is y is 1", "x is 1.5", "x is 1j",
    "1()", "'a'(1)", "(1, 2)(3)", "[1](2)", "{}(1)", "{1}(2)", "[i for i in x](1)", "{i for i in x}(1)", "{i: i for i in x}(1)",
    "(i for i in x)(1)", "f'{x}'(1)", "None(1)", "...(1)", "1.5(1)", "True()", "(lambda: 0)(1)", "x(1)",
    "None[1]", "True[1]", "1[1]", "1.5[0]", "{1}[1]", "(lambda: 0)[1]", "{1 for i in x}[1]", "(i for i in x)[0]", "...[0]", "{}[1]",
    "[1]['a']", "'a'['b']", "(1,)['c']", "[1][1.5]", "b'x'['a']", "[1][None]", "'ab'[1, 2]", "[1][x, y]", "[i for i in x]['a']",
    "[1][-1]", "[1][x]", "[1][1:2]", "[1][True]", "'x'[[1]]", "f'{x}'['a']", "[1][lambda: 0]", "del [1]['a']", "[1]['a'] = 2",
    "assert (1, 'msg')", "assert ()", "assert (x,), 'm'", "assert 'x'",
    "def f():\n  try: pass\n  finally: return 1",
    "for i in x:\n  try: pass\n  finally: break",
    "for i in x:\n  try: pass\n  finally:\n    if y: continue",
    "def f():\n  try: pass\n  finally:\n    for i in x: break\n    def g(): return 1\n    while y:\n      try: pass\n      finally: continue",
    "def f(a=1 is 1):\n  return 2 is 2\n  3 is 3\nif 0: 4 is 4\nclass C: x = [5 is 5 for _ in y]",
]
for source in sources:
    check(source)
print("as errors")
_warnings.filters.insert(0, ("error", None, SyntaxWarning, None, 0))
for source in sources:
    if "{1}" not in source and "''\n" not in source and "finally" in source or " is " in source or source[0] in "1'a[(N":
        check(source)
print("ignored")
_warnings.filters[0] = ("ignore", None, SyntaxWarning, None, 0)
check("1 is 1")
del _warnings.filters[0]
check("1 is 1")
