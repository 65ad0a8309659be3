# f-strings: expressions, conversions, format specs, nesting, escapes, debugging form.
x, y, name = 42, 3.14159, "Bob"
print(f"{x}", f"{x:5}|", f"{x:<5}|", f"{x:^5}|", f"{x:05}", f"{x:+}", f"{x:x}", f"{x:#x}", f"{x:#010b}", f"{x:o}", f"{x:,}", f"{10**9:_}", f"{x:c}", f"{x:e}", f"{x:%}")
print(f"{y:.2f}", f"{y:10.3f}|", f"{y:<10.3f}|", f"{y:+.1e}", f"{y:g}", f"{y:.0f}", f"{y:%}", f"{1e10:g}", f"{1234567.891:,.2f}", f"{y:=+10.2f}", f"{y!r:>12}")
print(f"{name}", f"{name!r}", f"{name!s:>6}", f"{name:*^9}", f"{name:.2}", f"{name!a}", f"{'é'!a}", f"{name:<3}|")
w, p = 10, 3
print(f"{y:{w}.{p}}|", f"{y:{w}.{p}f}|", f"{x:{'>'}{w}}", f"{name:{'*'}^{w}}")
print(f"{x=}", f"{x = }", f"{y=:.2f}", f"{name=}", f"{name=!s}", f"{x+1=}", f"{len(name)=}")
print(f"{{}}", f"{{{x}}}", f"a{{b}}c{x}", f"{'nested ' + f'{x}'}", f"{f'{f"{x}"}'}", f"{'{}'}")
print(f"{x if x > 1 else y}", f"{(lambda v: v * 2)(x)}", f"{[i for i in range(3)]}", f"{ {'a': 1}['a'] }", f"{x!r}{y!s}", f"{'a' 'b'}", f"{x,}", f"{1,2}")
print(f"multi {
    x
    + 1
} line", f"tab\t{x}\n".strip(), rf"\n{x}", f'{"quotes"}', f"{'\n'.join(['a', 'b'])!r}")
print("a" f"{x}" "b" f"{y:.1f}" 'c', f"" "", f"{''}", f"{None} {True} {...}")


class F:
    def __format__(self, spec):
        return f"<{spec}>"

    def __repr__(self):
        return "F()"


print(f"{F()}", f"{F():abc}", f"{F()!r:>6}", f"{F():{x}}", format(F(), "zz"), "{:q}".format(F()))


class S:
    def __str__(self):
        return "S!"


print(f"{S()}", f"{S()!s:>5}")
for spec in ("d", "zz", ".2d", "s", "10.2", ",s", "=5", "c"):
    for v in (5, "s", 2.5):
        try:
            print(spec, repr(v), f"{v:{spec}}")
        except (ValueError, OverflowError) as e:
            print(spec, repr(v), type(e).__name__, e)
try:
    f"{S():>5}"
except TypeError as e:
    print(e)
try:
    f"{[]:5}"
except TypeError as e:
    print(e)
print(f"{True:d} {True} {True:5} {False:>6}|", f"{-5:05d} {-5:x} {-255:#x} {0:+d} {5: d} {-5: d}")
print(f"{12345678901234567890:,} {2**100:_x} {1234.5:010,.1f} {0.5:.0%} {1e-7} {1e100:.3g}")
print(f"{float('nan'):5} {float('inf'):+} {-float('inf'):07} {-0.0:.1f} {-0.0:z.1f} {0.1:.20f}")
print(f"{'é😀':>5}|{'é😀':é<5}|{b'x'}|{(1, 'a')}|{slice(1)}")
