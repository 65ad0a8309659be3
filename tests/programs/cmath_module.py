"""cmath: functions at ordinary and special values, errors."""
import cmath
inf, nan = float('inf'), float('nan')
points = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 1e-300, 1e300, 700.0, -710.5, inf, -inf, nan]
def rounded(x):
    # The last digits differ between C libraries.
    if isinstance(x, complex):
        return f'({x.real:.11g} {x.imag:.11g})'
    if isinstance(x, tuple):
        return ' '.join(map(rounded, x))
    return f'{x:.11g}' if isinstance(x, float) else repr(x)
def show(f, *args):
    try:
        r = rounded(f(*args))
    except Exception as e:
        r = f'{type(e).__name__}: {e}'
    return r.replace('-nan', 'nan')
for name in ('acos acosh asin asinh atan atanh cos cosh exp log log10 phase polar sin sinh sqrt tan tanh isfinite isinf isnan').split():
    f = getattr(cmath, name)
    for re in points:
        for im in points:
            print(name, re, im, show(f, complex(re, im)))
class C:
    def __complex__(self): return 1 + 2j
class F:
    def __float__(self): return 2.5
class Bad:
    def __complex__(self): return 1
print(show(cmath.sqrt, C()), show(cmath.sqrt, F()), show(cmath.sqrt, 'x'), show(cmath.sqrt, 10**400), show(cmath.sqrt, True))
print(show(cmath.sqrt, Bad()))
print(show(cmath.log, 8, 2), show(cmath.log, 1, 0), show(cmath.log), show(cmath.log, 1, 2, 3))
for r in points:
    for phi in points:
        print(r, phi, show(cmath.rect, r, phi))
print(cmath.isclose(1, 1 + 1e-10j), cmath.isclose(inf, inf), cmath.isclose(inf, 1), cmath.isclose(1, 2, abs_tol=5), cmath.isclose(1, 2, rel_tol=0.1))
print(show(lambda: cmath.isclose(1, 1, rel_tol=-1)), cmath.infj, cmath.nanj, cmath.pi, cmath.e, cmath.tau)
