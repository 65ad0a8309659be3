def f(n):
    return f(n + 1) + 1


def g():
    return f(0)


g()
