def g(x):
    y = yield x
    z = yield from y
    yield
    return z
