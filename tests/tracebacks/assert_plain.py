def check(items):
    for i in items:
        assert isinstance(i, int) and i > 0


check([1, 2, -3])
