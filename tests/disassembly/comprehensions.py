def f(xs):
    a = [x * 2 for x in xs if x]
    b = {k: v for k, v in a}
    c = {y for row in xs for y in row}
    d = sum(x for x in range(10))
    return [lambda: x for x in a]
