"""symtable: the compiler's scopes."""
import _symtable
import symtable

SOURCE = '''
import a.b as c
def f(a, /, b=[i for i in x], *, k, **kw):
    global z
    import q
    def g(): return a
    try: del b
    except E as err: pass
    return [j + y for j in b], {m: (lambda: m) for m in kw}
@decorator
@other(
  1)
class A[T]:
    __x = 1
    y: int = 5
    def m(self): return __class__, super()
    v = [w for w in range(3)]
type X[U: int = str] = list[U]
def gg[T: (int, str), *Ts, **P](a: T) -> T: nonlocal_ = 1
def outer():
    n = 1
    def inner():
        nonlocal n
        n = 2
        global top
        top = n
    return inner
w = (lambda a: [b for b in a])
gen = (p for p in w if (lambda: p))
'''


def show(t, depth=0):
    print("  " * depth, t.get_type(), t.get_name(), t.get_lineno(), t.is_optimized(), t.is_nested(), t.has_children())
    for s in sorted(t.get_symbols(), key=lambda s: s.get_name()):
        if s.get_name().startswith((".", "__cond", "__classdict", "__type_params")):
            continue
        facts = [n for n in dir(s) if n.startswith("is_") and getattr(s, n)()]
        print("  " * depth, " ", s.get_name(), *[n[3:] for n in facts])
    if isinstance(t, symtable.Function):
        print("  " * depth, " ", t.get_parameters(), sorted(t.get_locals()), sorted(t.get_globals()), sorted(t.get_nonlocals()), sorted(t.get_frees()))
    if t.get_type() == "annotation":
        return
    for child in t.get_children():
        if child.get_type() != "annotation":
            show(child, depth + 1)


show(symtable.symtable(SOURCE, "<s>", "exec"))
print({k: v for k, v in sorted(vars(_symtable).items()) if isinstance(v, int)})
for args in ("x", "y", "bad"), (5, "f", "exec"), ("x", "f", "xx"), ("x", 5, "exec"), ("x=", "f", "exec"), ("nonlocal x", "f", "exec"), ("x", "f", 5):
    try:
        print(_symtable.symtable(*args).name)
    except Exception as e:
        print(args, type(e).__name__, e)
t = _symtable.symtable("x", "f", "eval")
print(t.name, t.symbols, t.children, t.varnames, t.nested, t.type, t.lineno)
