def clean():
    raise OSError("while cleaning")


try:
    1 / 0
except ZeroDivisionError:
    try:
        [][1]
    except IndexError:
        clean()
