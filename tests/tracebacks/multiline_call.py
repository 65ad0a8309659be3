def f(*args):
    raise ValueError("bad call")


x = f(
    1,
    2,
    [
        3,
    ],
)
