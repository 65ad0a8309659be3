# Modules and packages in a folder beside the script, relative imports, cycles, failing imports.
import sys
sys.path.insert(0, sys.path[0] + "/neighbours")
import neigh
import neigh as n2
from neigh import x, f as ff, K
print(neigh.x, n2 is neigh, x, ff(), K().m(), neigh.__name__, neigh.__doc__, "neigh" in sys.modules)
neigh.x = 9; print(ff(), x)
from neigh import *
print(x)
try: _hidden
except NameError as e: print(e)
from star import *
print(pub, _also)
try: no
except NameError as e: print(e)
import pkg.sub.deep, pkg.mod as m
print(pkg.name, pkg.val, pkg.sub.z, pkg.sub.deep.deep, m.val, m.deep)
import cyc1; print(cyc1.g(), cyc1.a)
for s in ["import nope_nope", "from neigh import nope", "import neigh.foo", "import failing", "import synt", "from . import q", "from nope_nope import x", "import pkg.nope", "from pkg import nope"]:
    try: exec(s); print("ok", s)
    except Exception as e: print(type(e).__name__, e)
print("failing" in sys.modules, repr(math := __import__("math")), type(neigh).__name__)
def local():
    import math
    from math import pi as p
    return math.floor(p)
print(local()); print(__name__, __file__.rsplit("/", 1)[-1]); print(neigh.f.__module__, K.__module__)
del neigh.x
try: neigh.x
except AttributeError as e: print(e)
try: sys.nope
except AttributeError as e: print(e)
