def invert(xs):
    return [1 / x for x in xs]


print({k: invert(v) for k, v in {"a": [1, 2], "b": [0]}.items()})
