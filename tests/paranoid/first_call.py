# The first call of a function decodes it: where that fails, the call does. Run with every allocation failing in turn.
def f():
    try:
        return g("a", 1.5, ("x", "y"), b"z")
    except MemoryError:
        return 1
    return 2
def g(*a): return 3
print('done' if f() == f() == 3 else 'MemoryError')
