def f(a, w):
    return f"{a!r:>{w}} {a=} {{}}" "tail" + f"{a}"
