# Runtime components: what a program sees of the process, interpreter and thread it runs in.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
import sys
print(sys.modules["sys"] is sys, sys.modules["__main__"].__dict__ is globals(), __name__, type(sys.modules).__name__, "builtins" in sys.modules)
print(sys.getrecursionlimit(), sys.byteorder, sys.maxsize, sys.maxunicode, sys.implementation.name in ("cpython", "threadsnake"), type(sys.argv).__name__, len(sys.argv), type(sys.path).__name__)
def depth(n): return n if n == 0 else depth(n - 1)
print(depth(500)); attempt(depth, 100000); old = sys.getrecursionlimit(); sys.setrecursionlimit(200); attempt(depth, 300); sys.setrecursionlimit(old); print(depth(300)); attempt(sys.setrecursionlimit, 0); attempt(sys.setrecursionlimit, "x"); attempt(sys.setrecursionlimit, -5)
print(sys.intern("abc") is sys.intern("ab" + "c"), sys.getsizeof(1) > 0, sys.version_info[:2], sys.hexversion >> 16 == 0x030e, sys.version_info.major, sys.flags.optimize)
try: sys.exit("message")
except SystemExit as e: print(e.code, e.args)
try: sys.exit()
except SystemExit as e: print(e.code, e.args)
try: sys.exit((1, 2))
except SystemExit as e: print(e.code, e.args)
sys.stdout.write("written\n"); sys.stdout.flush(); print(sys.stdout is sys.__stdout__, sys.stdin.fileno(), sys.stdout.fileno(), sys.stderr.fileno())
class W:
    def __init__(self): self.parts = []
    def write(self, s): self.parts.append(s)
w = W(); sys.stdout = w
print("captured", 1); print("x", end="")
sys.stdout = sys.__stdout__; print(w.parts)
sys.displayhook(5); sys.displayhook(None); sys.displayhook("s"); import builtins; print(builtins._); del builtins._
