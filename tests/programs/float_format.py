# Format specs of floats and ints, exhaustively.
vals = [0.0, -0.0, 1.0, -1.5, 3.14159265, 1e10, 1e-10, 123456.789, 1e22, 99999.5, 0.00012345, 1e100, float("inf"), float("nan")]
for spec in ("", ".3", "f", ".0f", ".1f", ".10f", "e", ".2e", ".0e", "E", "g", ".3g", ".10g", "G", "#g", "n", "%", ".1%", "+", " ", "10", "<10", "^10", "010", "+010.2f", ",", ",.2f", "_.3f", "#.0f", "*^15.3e", "=+12.1f", ".17g", ".0g"):
    print(spec or "-", "|".join(format(v, spec) for v in vals))
ints = [0, 1, -1, 42, -255, 2**40, -(10**20)]
for spec in ("", "d", "b", "o", "x", "X", "#b", "#o", "#x", "#X", "+d", " d", "08d", "<8d", "^8d", ">8d", "*^12", ",", "_", "_x", "_b", "e", ".2f", "g", "%", "n", "=8", "#012x", "+,d", "08,d"):
    print(spec or "-", "|".join(format(v, spec) for v in ints))
for v in vals:
    print("%f %e %g %s %r %.2f %10.3f|%-10.1f|%+.1f %05.1f %G %.0f" % ((v,) * 12))
for v in ints:
    print("%d %i %x %X %o %#x %#o %5d|%-5d|%05d %+d % d %s %.3d %c" % ((v,) * 14 + ("c",)))
print("%d %d %x" % (3.99, True, 255), "%5.1f%%" % 99.5, "%s %r %a" % ("é", "é", "é"), "%c%c" % (65, "B"), "%(a)s %(b)05d" % {"a": 1, "b": 2}, "%*d|%-*d|%.*f" % (5, 1, 5, 2, 2, 3.14159))
for bad in (("%d", "x"), ("%d", (1, 2)), ("%s %s", 1), ("%z", 1), ("%", 1), ("%c", "ab"), ("%x", 1.5), ("%(a)s", 1), ("%(a)s", {}), ("%c", -1), ("a", 1)):
    try:
        print(bad[0] % bad[1])
    except (TypeError, ValueError, KeyError, OverflowError) as e:
        print(bad, type(e).__name__, e)
for k in range(-5, 25, 3):
    print(10.0**k, 1.5 * 10**k, format(10.0**k, "g"), format(10.0**k / 3, ".5g"), "%.3e" % 10.0**k)
