# _abc, _string and atexit.
import _abc, abc, _string, atexit, collections.abc as c
print(list(_string.formatter_parser("a{{b{x!r:>{w}}c}}d{}{{{y}")), list(_string.formatter_parser("")))
for name in ("0.a[3][k].b", "name", ""):
    first, rest = _string.formatter_field_name_split(name)
    print(repr(first), list(rest))
for text in ("a{", "}", "{a!}", "{a!rx}"):
    try:
        print(list(_string.formatter_parser(text)))
    except ValueError as e:
        print(e)
class A(abc.ABC):
    @abc.abstractmethod
    def f(self): ...
class B: pass
print(issubclass(B, A), isinstance(B(), A))
A.register(B)
print(issubclass(B, A), isinstance(B(), A), isinstance(3, A))
try:
    A()
except TypeError as e:
    print(e)
@A.register
class C: pass
class D(C): pass
print(issubclass(D, A), [len(x) if not isinstance(x, int) else x > 0 for x in _abc._get_dump(A)])
class E(A): pass
for wrong in (lambda: E.register(A), lambda: A.register(1), lambda: issubclass(1, A)):
    try:
        wrong()
    except Exception as e:
        print(type(e).__name__, e)
print(isinstance([], c.Sequence), isinstance({}, c.Mapping), isinstance({}.keys(), c.KeysView), isinstance(3, c.Hashable), isinstance([], c.Hashable))
class Pair(c.Sequence):
    def __len__(self): return 2
    def __getitem__(self, i):
        if i < 2: return i
        raise IndexError
match Pair():
    case [a, b]: print('a sequence', a, b)
def gone(): print('never')
atexit.register(print, 'bye', sep='-', end='!\n')
atexit.register(gone)
atexit.unregister(gone)
atexit.register(lambda: atexit.register(print, 'registered late'))
print(atexit._ncallbacks())
atexit._run_exitfuncs()
print(atexit._ncallbacks())
