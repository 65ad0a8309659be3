def low():
    yield 1
    raise LookupError("low")


def high():
    yield from low()


print(list(high()))
