# sys, math and time: what each function gives for many arguments.
import sys, math, time
print(sys.maxsize, sys.byteorder, sys.version_info[:2], sys.version_info >= (3, 14), len(sys.argv), type(sys.argv[0]).__name__, sys.getrecursionlimit(), sys.float_info.max, sys.float_info.epsilon, sys.int_info.bits_per_digit, sys.hash_info.modulus, sys.implementation.name != "", sys.platform, sys.maxunicode, sys.flags.optimize, "sys" in sys.modules, isinstance(sys.path, list), sys.getsizeof(1) > 0, sys.intern("a") is sys.intern("a"), sys.stdout.write("x\n"))
sys.setrecursionlimit(500); print(sys.getrecursionlimit()); sys.setrecursionlimit(1000)
def show(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__ + ":", e)
show(sys.setrecursionlimit, 0); show(sys.setrecursionlimit, "a"); show(sys.getrefcount); show(sys.intern, 5)
for n in sorted(x for x in dir(math) if not x.startswith("_") and x not in ("acosh", "asinh", "atanh", "cbrt", "erf", "erfc", "exp2", "gamma", "lgamma", "sumprod")):
    f = getattr(math, n)
    if not callable(f): print(n, repr(f)); continue
    for args in [(), (0.5,), (2,), (-1,), (0,), (2, 3), (10, 4), (-5.5, 2), (float("inf"),), (float("nan"),), (float("inf"), 1), ("a",), (1e308,), (10**400,), (5, 3, 2), ([1, 2, 3],), ([0.1] * 10,), ((1, 2), (3, 4)), (3, 0), (True,), (1e-320,), (170,), (1.5, 2.5, 3.5)]:
        try: r = repr(f(*args))
        except Exception as e: r = type(e).__name__ + ": " + str(e)
        if len(r) > 200: r = r[:100] + "..." + str(len(r))
        a = repr(args)
        print(n, a if len(a) < 50 else "big", r)
show(math.isclose, 1, 1 + 1e-10); show(math.isclose, 1, 1.1, rel_tol=0.2); show(math.isclose, 1, 2, abs_tol=-1); show(math.prod, [1, 2, 3], start=10); show(math.perm, 5); show(math.comb, 50, 25); show(math.gcd, 12, 18, 24); show(math.lcm, 4, 6); show(math.isqrt, 10**40); show(math.log, 8, 2); show(math.log, 10**400); show(math.log2, 2**1000); show(math.log10, 10**300); show(math.nextafter, 1, 2, steps=3); show(math.factorial, 30); show(math.dist, [1, 2], [4, 6]); show(math.sumprod, [1, 2], [3, 4]); show(math.fma, 2, 3, 4)
t = time.time(); print(t > 1e9, time.perf_counter() <= time.perf_counter(), time.monotonic() > 0, isinstance(time.time_ns(), int), time.process_time() >= 0, time.sleep(0), time.perf_counter_ns() > 0, time.gmtime(0), time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(86400)), time.gmtime(0).tm_year, tuple(time.gmtime(1e9)), time.mktime(time.localtime(1000)), time.asctime(time.gmtime(0)), time.ctime(0)[-4:])
show(time.sleep, -1); show(time.sleep, "a"); show(time.gmtime, "x")
