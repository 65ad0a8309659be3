def f(a, b, c):
    return a + b * (c - "x") / 2


f(1, 2, 3)
