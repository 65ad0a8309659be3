# str.format: fields, indexes, attributes, conversions, nested specs, errors.
def err(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(f"{type(e).__name__}: {e}")


class P:
    x = 5
    d = {"k": [10, 20]}

    def __str__(self):
        return "P!"

    def __repr__(self):
        return "<P>"


p = P()
print("{} {}".format(1, "a"), "{1} {0}".format(1, 2), "{a} {b}".format(a=1, b=2), "{0.x} {0.d[k]} {0.d[k][1]}".format(p), "{p.x:>5}".format(p=p))
print("{!r} {!s} {!a}".format("é", "é", "é"), "{0!r:>6}|".format(p), "{:>{w}}|{:{f}^{w}}".format(1, 2, w=5, f="*"), "{:{}}|".format("x", 4), "{{}} {{{}}}".format(5))
print("{:,}".format(1234567), "{:.3}".format("abcdef"), "{:5}|{:<5}|{:^5}|{:>5}|".format("a", "b", "c", "d"), "{:5}|{:<5}|{:^5}|".format(1, 2, 3), "{[0]} {[k]}".format([9], {"k": 8}))
print("{0:%}".format(0.5), "{:e}".format(12345.6789), "{:+.2f} {:+.2f}".format(1, -1), "{:#x} {:#o} {:#b}".format(255, 8, 5), "{:c}".format(65), "{}".format(None), "{}".format([1, "a"]))
print("{a[b]}".format(a={"b": 1}), "{0[1]}".format("xyz"), "{}".format(*[1]), "{x}{y}".format(**{"x": 1, "y": 2}), "{0}{0}".format("z"), "{:}".format(3), "{!s:}".format(3))
print("{:é^7}".format("x"), "{:<<4}".format("a"), "{:}>4}".format("a") if False else "", format(3), format("s", "5") + "|", format(p), format(True, "d"), format(None))
for args in (("{}",), ("{1}", 1), ("{a}",), ("{} {0}", 1), ("{0} {}", 1), ("{", 1), ("}", 1), ("{!z}", 1), ("{:d}", "x"), ("{:z}", 1), ("{0.nope}", 1), ("{0[5]}", [1]), ("{0[k]}", {}), ("{:5}", [1]), ("{!r", 1), ("{:{}}", 1), ("{0[a]}", [1]), ("{:,s}", "a"), ("{:.2d}", 5), ("{:=5}", "s"), ("{:+}", "s"), ("{:,_}", 5), ("{:10000000000000000000000}", 5)):
    err(args[0].format, *args[1:])
err("{}{}".format, 1)
err("{a}".format, b=1)
print("{a}".format_map({"a": 3}))
err("{z}".format_map, {"a": 3})
print("%s and %s" % ("a", "b"), "%s" % [1, 2], "%s" % (1,), "%r" % "q", "%-5s|%5s|%.2s" % ("a", "b", "cdef"), "%(x)s-%(x)r" % {"x": "v", "y": 1}, "%%d" % ())
