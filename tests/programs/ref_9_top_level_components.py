# Top-level components: complete programs, file, interactive and expression input.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
import sys
print(__name__, __doc__, sys.modules["__main__"].__dict__ is globals(), "__builtins__" in globals(), __builtins__.__name__, __builtins__.len is len)
# 9.2 file input
for text in "", "\n", "\n\n  \n# c\n", "x = 1", "x = 1\n", "x = 1;", "if 1:\n  x = 2\n\n\n", "x = 1\n  ", "\tx = 1", "x = (\n1\n)", "x = 1 \\\n\n", "\x0cx = 1", "x = 1\x0c", "\ufeffx = 1", "x = 1 if", "def f():\n  return 1\nx = f()", "x = 1\n\x1a", "x = 1\0":
    ns = {}
    try: print(repr(text), exec(text, ns), ns.get("x"))
    except (SyntaxError, ValueError) as e: print(repr(text), type(e).__name__, e.msg if isinstance(e, SyntaxError) else e)
ns = {}; exec("'doc of it'\nx = 1", ns); print(ns["__doc__"]); ns = {}; exec("f'not doc'", ns); print(ns.get("__doc__", "none")); ns = {}; exec("b'not doc'\n", ns); print("__doc__" in ns); exec("('paren doc')", ns); print(ns["__doc__"]); exec("'a' 'b'", ns); print(ns["__doc__"])
# 9.3 interactive input
for text in "", "1", "1\n", "1; 2", "1; 2\n", "x = 5", "if 1: 3\n", "if 1:\n  4\n", "if 1:\n  4\n\n", "for i in 1, 2:\n  i\n", "def f(): 5\n", "1\n2", "# c", "\n", "\n\n1", "1 # c", "None", "a = 1; a", "(1,\n2)", "'''a\nb'''", "class C:\n  6\n", "@f\ndef g(): pass\n", "try: 7\nfinally: 8\n", "1 +", "x = ", "(", "while 0: pass\nelse: 9\n", "import sys\n", "pass", "return 1", "del q", "lambda: 1; 2", "match 1:\n case 1: 10\n", "1;", ";":
    try: compile(text, "<t>", "single"); print(repr(text), "fine", end=" | ")
    except SyntaxError as e: print(repr(text), type(e).__name__, e.msg, end=" | ")
    shown = []; sys.displayhook = shown.append
    try: exec(compile(text, "<t>", "single"), {"f": lambda x=None: x})
    except Exception as e: print(type(e).__name__, end=" ")
    sys.displayhook = sys.__displayhook__; print([v if not callable(v) else "fn" for v in shown])
# 9.4 expression input
for text in "", " ", "1", "  1", "\t1  ", "1\n", "1\n\n\n", "\n1", "1 # c", "# c", "1, 2", "1,", "*[1], 2", "*[1]", "*[1],", "1; 2", "1\n2", "x = 1", "x := 1", "(x := 1)", "yield 1", "(yield)", "lambda: 1", "1 if 1 else 2", "[i for i in range(2)]", "(i for i in [])", "await x", "pass", "print(1)", "1 \\\n+ 1", "(1\n+ 2)", "if 1: 2", "1)", "(1", "'a' 'b'", "f'{1}'", "not 1", "1 +", "...", "None", "assert 1", "import sys", "__import__('sys').maxsize > 0", "\x0c1", "\ufeff1", "1\0":
    try:
        v = eval(text, {}); print(repr(text), v if not callable(v) and not hasattr(v, "gi_code") else type(v).__name__)
    except Exception as e: print(repr(text), type(e).__name__, e.msg if isinstance(e, SyntaxError) else e)
for src in b"1 + 1", bytearray(b"2"), b"'\xc3\xa9'", b"# coding: latin-1\n'\xe9'", b"\xef\xbb\xbf3", b"'\xff'": 
    try: print(src, ascii(eval(src)))
    except Exception as e: print(src, type(e).__name__, e.msg if isinstance(e, SyntaxError) else e)
class S(str): pass
print(eval(S("1 + 2")), exec(S("y = 4")), y, eval(compile("x", "f", "eval"), {"x": 5}), eval("a", None, {"a": 6}), eval("b", globals={"b": 7}), eval("locals()", {}, {"z": 1})); attempt(eval); attempt(eval, "1", {}, {}, {}); attempt(exec); attempt(exec, "1", closure=5); attempt(eval, "1", source=1); attempt(compile); attempt(compile, "1"); attempt(compile, "1", "f", "exec", 0, 0, 5); attempt(compile, "assert 0", "f", "exec", optimize=9); exec(compile("assert 0", "f", "exec", optimize=1)); exec(compile("assert 0; print(__debug__)", "f", "exec", optimize=2)); print(compile("1", "name", "exec").co_filename, compile("1", b"bytes name", "exec").co_filename)
def clos():
    v = 5
    def inner(): return v
    return inner
inner = clos(); exec("print('x')", closure=None); attempt(exec, inner.__code__); exec(inner.__code__, closure=inner.__closure__); attempt(exec, inner.__code__, closure=()); attempt(exec, "1", closure=inner.__closure__); attempt(exec, inner.__code__, closure=(1,)); attempt(eval, inner.__code__)
