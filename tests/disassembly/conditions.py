def f(a, b, c):
    if a is None or not b and c in (1, 2, 3):
        return a < b < c
    x = a or b
    y = a if b else c
    if 0 <= g() < 10:
        return x
    while not a:
        a = g()
    assert y, "message"
