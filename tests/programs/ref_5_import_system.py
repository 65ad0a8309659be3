# The import system: packages, submodules, relative names, cycles, sys.modules, __all__, __getattr__, __path__.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
import sys
def short(e): return type(e).__name__, str(e).split(" (/")[0], getattr(e, "name", None)
def run(source, ns=None):
    try: exec(source, globals() if ns is None else ns); return "fine"
    except Exception as e: return short(e)
sys.path.insert(0, sys.path[0] + "/neighbours")
# 5.1, 5.2: the package runs once, before its submodules
import refpkg
import refpkg.sibling
import refpkg
print(refpkg.__name__, refpkg.__package__, refpkg.__doc__, type(refpkg.__path__).__name__, len(refpkg.__path__), hasattr(refpkg.sibling, "__path__"), refpkg.sibling.__package__, refpkg.__file__.endswith("refpkg/__init__.py"))
print(sorted(n for n in sys.modules if n.startswith("refpkg"))); print(refpkg.sibling.leaf is sys.modules["refpkg.inner.leaf"], refpkg.inner.leaf.parent, refpkg.sibling.where, refpkg.sibling.up)
# 5.3: sys.modules is looked at first
sys.modules["invented"] = "not even a module"; import invented; print(invented); sys.modules["blocked"] = None; print(run("import blocked")); print(run("from blocked import x")); del sys.modules["invented"]; print(run("import invented"))
saved = sys.modules.pop("refpkg.sibling"); import refpkg.sibling; print(refpkg.sibling is saved, refpkg.sibling is sys.modules["refpkg.sibling"])
sys.modules["refpkg.extra"] = 42; import refpkg.extra as ex; print(ex); print(run("import refpkg.extra; refpkg.extra.z")); from refpkg import extra; print(extra)
# forms
from refpkg import *
print(listed, sibling.value, run("unlisted")); ns = {}; print(run("from refpkg.badall import *", ns), run("from refpkg.badall2 import *", ns)); ns = {}; exec("from refpkg.sibling import *", ns); print(sorted(n for n in ns if n[0] != "_"))
import refpkg.inner.leaf as l; print(l.__name__); import refpkg.inner.leaf; print(refpkg.__name__)
from refpkg import lazy_thing, unlisted as u, _private; print(lazy_thing, u, _private, refpkg.lazy2, dir(refpkg)); print(run("from refpkg import absent"), run("refpkg.absent")); print(hasattr(refpkg, "absent"))
from refpkg.inner import (leaf as l2, up,); print(l2 is l, up)
# errors
for s in "import none_such", "import none_such.sub", "import refpkg.none_such", "import refpkg.sibling.sub", "from refpkg.none_such import x", "from none_such import x", "from refpkg.sibling import nope", "import refpkg.raises", "import sys.path", "from sys import nope", "from . import x", "from .x import y", "from .. import x": print(s, run(s))
print("refpkg.raises" in sys.modules, hasattr(refpkg, "raises")); 
try: l.climb()
except ImportError as e: print(e)
for pkg in None, 5, "", "refpkg", "refpkg.inner", "no.such": print(repr(pkg), run("from . import sibling as s; print(s.__name__)", {"__package__": pkg, "__name__": "nm"}), run("from .. import sibling", {"__package__": pkg}))
print(run("from . import x", {"__name__": "plain"}), run("from . import sibling", {"__name__": "refpkg.fake"}), run("from . import sibling", {"__name__": "refpkg", "__path__": []}), run("from . import x", {}))
# 5.4: a module may replace or remove itself
import refpkg.replaced as r; print(r.attr, refpkg.replaced.attr); print(run("import refpkg.removed"))
# cycles
import refpkg.loop_a
# submodules are bound in the parent
print(refpkg.loop_b.name, "loop_b" in vars(refpkg)); del refpkg.loop_b; import refpkg.loop_b; print(hasattr(refpkg, "loop_b")); print(run("refpkg.loop_b"))
# __path__ decides where submodules are found
old = refpkg.__path__; refpkg.__path__ = []; sys.modules.pop("refpkg.badall", None); print(run("import refpkg.badall")); refpkg.__path__ = [sys.path[0]]; import refpkg.neigh; print(refpkg.neigh.__name__); refpkg.__path__ = old; del sys.modules["refpkg.neigh"]; print(run("import refpkg.neigh"))
# 5.5: sys.path
sys.path.append("/nonexistent/folder"); print(run("import none_such")); sys.path.pop(); old = sys.path[:]; sys.path.clear(); print(run("import neigh_x")); sys.path[:] = old
# __import__
m = __import__("refpkg.inner.leaf"); print(m.__name__); m = __import__("refpkg.inner", fromlist=["leaf"]); print(m.__name__); m = __import__("sibling", {"__package__": "refpkg"}, None, ["x"], 1); print(m.__name__); m = __import__("", {"__package__": "refpkg"}, None, ["sibling"], 1); print(m.__name__)
attempt(__import__, ""); attempt(__import__, 5); attempt(__import__, "x", level=-1); attempt(__import__, "sys", {}, {}, [], 1); attempt(__import__)
# import calls builtins.__import__
import builtins
real = builtins.__import__
def hook(name, globals=None, locals=None, fromlist=(), level=0): print("hook", name, fromlist, level); return real(name, globals, locals, fromlist, level)
builtins.__import__ = hook
import sys as s1
from refpkg import listed as l1
import refpkg.sibling as s3
builtins.__import__ = real
# 5.8: __main__
import __main__; print(__main__.__name__, __main__ is sys.modules["__main__"], __main__.__dict__ is globals(), __package__, __main__.__file__.endswith("ref_5_import_system.py"))
