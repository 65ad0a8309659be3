# sys, math, time: what compute scripts use.
import math
import sys
import time as clock
from math import floor, sqrt as root

print(math.pi, math.e, math.tau, math.inf, math.nan, root(2), floor(-2.5), math.ceil(2.1), math.trunc(-2.7))
print(math.sin(1), math.cos(1), math.tan(1), math.atan2(1, -1), math.exp(1), math.log(10), math.log(8, 2), math.log2(8), math.log10(1000), math.hypot(3, 4))
print(math.gcd(12, 18), math.gcd(), math.lcm(4, 6), math.factorial(20), math.comb(10, 3), math.perm(5, 2), math.isqrt(10**40), math.prod([1, 2, 3]))
print(math.fmod(-7, 3), math.modf(2.5), math.frexp(8.0), math.ldexp(0.5, 4), math.copysign(1, -0.0), math.fabs(-2), math.isclose(0.1 + 0.2, 0.3), math.isnan(math.nan), math.isinf(-math.inf), math.isfinite(1), math.degrees(math.pi), math.radians(180), math.fsum([0.1] * 10), math.dist((0, 0), (3, 4)), math.pow(2, 0.5), math.cbrt(27))
for f, a in ((math.sqrt, -1), (math.log, 0), (math.log, -1), (math.factorial, -1), (math.sqrt, "x"), (math.floor, math.inf), (math.gcd, 1.5), (math.acos, 2), (math.exp, 1000), (math.isqrt, -1)):
    try:
        f(a)
    except (ValueError, TypeError, OverflowError) as e:
        print(type(e).__name__, e)
print(sys.maxsize, len(sys.argv), sys.getrecursionlimit(), sys.byteorder, sys.version_info[:2], sys.implementation.name != "", type(sys.path).__name__)
sys.stdout.write("written\n")
t0 = clock.time(); p0 = clock.perf_counter(); clock.sleep(0.001)
print(clock.time() > t0, clock.perf_counter() > p0, type(clock.perf_counter_ns()).__name__, clock.monotonic() > 0, clock.process_time() >= 0)
sys.setrecursionlimit(200)
def down(n): return down(n + 1)
try: down(0)
except RecursionError as e: print(type(e).__name__, e)
print(math.__name__, type(math).__name__, math is __import__("math") if False else "", __name__)
try: sys.exit(3)
except SystemExit as e: print(e.code)
