def add(a, b):
    return a + b


def twice(f, x):
    return f(f(x, 1), f(x))


print(twice(add, 5))
