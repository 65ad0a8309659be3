def check(a, b):
    assert a == b, f"{a} is not {b}"


def run():
    assert 1 + 1 == 2
    check(1, 2)


run()
