# Structure of a program: blocks, code objects, frames.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
import sys
def names(code, depth=0):
    print("  " * depth + code.co_name, code.co_qualname if code.co_name != "<module>" else "", code.co_freevars, [n for n in code.co_cellvars if n != "__classdict__"])
    for c in code.co_consts:
        if hasattr(c, "co_code"): names(c, depth + 1)
names(compile("""
def f(a):
    class C:
        def m(self): return a, __class__
        x = [i for i in range(a)]
    g = lambda q: (q, a)
    return (z for z in C.x)
class D[T]:
      def n[U](self, u): pass
type A[V] = V
async def co(): return [x async for x in y]
k = lambda: lambda: 1
""", "<t>", "exec"))
print(compile("1 + 1", "<t>", "eval").co_name, compile("x", "<t>", "single").co_name, eval(compile("1 + 1", "<t>", "eval")), exec(compile("1", "<t>", "exec")))
def block_names():
    f = sys._getframe(); class_frame = None
    class K: nonlocal class_frame; class_frame = sys._getframe().f_code.co_name
    return f.f_code.co_name, class_frame, (lambda: sys._getframe().f_code.co_name)(), next(sys._getframe().f_code.co_name for _ in "a"), [sys._getframe().f_code.co_name for _ in "a"]
print(block_names(), sys._getframe().f_code.co_name, eval("sys._getframe().f_code.co_name")); exec("print(sys._getframe().f_code.co_name, sys._getframe().f_code.co_filename)")
class Body:
    print(sys._getframe().f_code.co_name, sys._getframe().f_locals["__qualname__"], sorted(locals()))
    def m(self): return sys._getframe().f_code.co_qualname
print(Body().m(), __name__, sys._getframe().f_back)
attempt(eval, "1 +"); attempt(exec, "return 1"); attempt(eval, "x = 1"); attempt(eval, "1; 2"); attempt(eval, ""); attempt(exec, 5); attempt(eval, None); attempt(compile, "1", "f", "wrong"); attempt(eval, "1", 5); attempt(eval, "1", {}, 5); attempt(exec, "1", []); attempt(compile, "a\0b", "f", "exec"); attempt(compile, "1", 5, "exec"); attempt(compile, "1", "f", "exec", 12345678); attempt(exec, names.__code__)
