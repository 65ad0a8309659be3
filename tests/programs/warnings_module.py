# _warnings: filters, registries, places.
import sys
import _warnings
sys.stderr = sys.stdout


def attempt(f, *args, **kw):
    try:
        print(f(*args, **kw))
    except Exception as e:
        print(type(e).__name__, e)


warn, explicit = _warnings.warn, _warnings.warn_explicit
attempt(warn)
attempt(warn, "x", 3)
attempt(warn, "x", int)
attempt(warn, "x", stacklevel="a")
attempt(warn, "x", skip_file_prefixes=3)
attempt(warn, "x", skip_file_prefixes=(3,))
attempt(explicit, "m", UserWarning, 3, 1)
attempt(explicit, "m", UserWarning, "f.py", 1, registry=5)
attempt(explicit, "m", UserWarning, "no such file.py", 3)
attempt(explicit, "m", None, "no such file.py", 3)
attempt(explicit, Warning("instance"), None, "no such file.py", 3)
attempt(explicit, 5, UserWarning, "no such file.py", 3)
attempt(_warnings._filters_mutated_lock_held)
attempt(_warnings._release_lock)
print([f[:3] + f[3:] for f in _warnings.filters])
print(_warnings._defaultaction, _warnings._onceregistry)
explicit("once per line", UserWarning, "a.py", 1, registry=(r := {}))
explicit("once per line", UserWarning, "a.py", 1, registry=r)
explicit("once per line", UserWarning, "a.py", 2, registry=r)
explicit("once per line", RuntimeWarning, "a.py", 2, registry=r)
print(len(r), r["version"], ("once per line", UserWarning, 1) in r)


def mutated():
    _warnings._acquire_lock()
    _warnings._filters_mutated_lock_held()
    _warnings._release_lock()


mutated()
explicit("once per line", UserWarning, "a.py", 1, registry=r)
print(len(r), r["version"])
for action in "always", "all", "default", "module", "once", "ignore", "error", "bogus":
    print("#", action)
    _warnings.filters.insert(0, (action, None, FutureWarning, None, 0))
    mutated()
    r = {}
    for line in 1, 1, 2:
        attempt(explicit, f"with {action}", FutureWarning, "a.py", line, registry=r)
    attempt(explicit, f"with {action}", FutureWarning, "a.py", 1)
    del _warnings.filters[0]
    print(sorted(str(k) for k in r))


class Pattern:
    def match(self, text):
        return text.startswith("se")


for f in [("error", "exact", UserWarning, None, 0), ("error", Pattern(), UserWarning, None, 0), ("error", None, UserWarning, "mod", 0),
          ("error", None, UserWarning, None, 7), ("error", None, UserWarning, 5, 0), 5, (1, 2), (3, None, UserWarning, None, 0)]:
    _warnings.filters.insert(0, f)
    print("#", f if not isinstance(f, tuple) or len(f) < 2 or not isinstance(f[1], Pattern) else "pattern")
    for text, module, line in ("exact", "x", 1), ("second", "x", 1), ("other", "mod", 1), ("other", "x", 7):
        attempt(explicit, text, UserWarning, "a.py", line, module)
    del _warnings.filters[0]
for category in Warning, DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning, BytesWarning, SyntaxWarning:
    explicit("by default", category, "a.py", 1, "some")
    explicit("by default", category, "a.py", 1, "__main__")
_warnings.filters[:] = [("error", None, Warning, None, 0)]
try:
    warn("raised")
except UserWarning as e:
    print(repr(e))
try:
    warn(DeprecationWarning("raised", 2))
except DeprecationWarning as e:
    print(repr(e))
