def parse(s):
    try:
        return int(s)
    except ValueError:
        raise TypeError(f"not a number: {s}") from None


parse("x")
