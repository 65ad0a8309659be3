import math, operator, warnings
warnings.simplefilter('always')
warnings.showwarning = lambda m, c, *a, **k: print('  ', c.__name__, m)
class I(int): pass
class F(float): pass
class C(complex): pass
class X:
    def __int__(s): return I(3)
    def __index__(s): return I(4)
    def __float__(s): return F(2.5)
    def __complex__(s): return C(1j)
class B:
    def __index__(s): return True
x = X()
for f in int, float, complex, operator.index, lambda x: [1] * x, lambda x: range(10)[x], '%d'.__mod__, math.sqrt, bytes, hex:
    print(f(x))
print(operator.index(B()), int(I(2)), float(F(1)))
with warnings.catch_warnings():
    warnings.simplefilter('error')
    for f in int, float, complex, operator.index:
        try: f(x)
        except DeprecationWarning: print('raised')
class N:
    def __int__(s): return 3.0
    def __float__(s): return 3
    def __complex__(s): return 3
    def __index__(s): return 3.0
for f in int, float, complex, operator.index:
    try: f(N())
    except TypeError as e: print(e)
