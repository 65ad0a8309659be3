def inner(n):
    raise ExceptionGroup("inner", [ValueError(n), TypeError("t")])


def outer():
    try:
        inner(1)
    except* ValueError as e:
        raise KeyError("in handler")
    except* OSError:
        pass


try:
    outer()
except* IndexError:
    pass
