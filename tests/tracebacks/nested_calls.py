def inner(x):
    return 10 / x


def middle(y):
    return inner(y - 1) + 1


def outer():
    z = middle(
        1
    )
    return z


outer()
