"""What constructors and methods say of too many arguments, keywords and operands of a wrong kind."""


def t(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except Exception as e:
        print(type(e).__name__, e)


class C: pass
class D(dict): pass
class S(set): pass
class F(frozenset): pass
class T(tuple): pass


t(lambda: C().__init__(1)); t(C, 1); t(lambda: object.__init__(C(), 1))
t(str, 1, 2, 3, 4); t(complex, 1, 2, 3); t(complex, 1, 2, k=3); t(int, 1, 2, 3)
for c in (D, S, F, T): t(c, 1, 2, 3); t(c, [], k=1)
t({1}.intersection, [[]]); t({1}.issubset, [[]]); t({1}.union, [[]])
t(lambda: (lambda a, b: 1)(1, b=2, **{1: 2}, **{'b': 1})); t(lambda: True(**{1: 2})); t(lambda: True(*5)); t(lambda: len(**{1: 2}))
t(bytes, b"", 1); t(bytearray, 1, 2); t(bytes, 1, errors=None); t(b"abc".find, 1.5, "x"); t(type(...), 1)
t([].__getitem__); t({}.__getitem__, 1, 2); t({1}.__contains__)
b = bytearray(b"abc")
t(lambda: b.__setitem__(9, 300)); t(lambda: b.__setitem__(slice("a"), 300))
print([getattr(v, "__doc__") for v in (None, ..., NotImplemented, iter([]))], (1.5).__doc__ == float.__doc__, "__doc__" in int.__dict__)
try:
    class G[T](k=1): pass
except TypeError as e: print(e)
try: 1 .__xor
except AttributeError as e: print(e)


def star():
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError:
        pass


try:
    try: 1 / 0
    except ZeroDivisionError: star()
except ExceptionGroup as e: print(repr(e.__context__), e.__suppress_context__)
x = {3, (1, 2)}
print({*x, *[64, 8]}, {*x, 64, 8})
