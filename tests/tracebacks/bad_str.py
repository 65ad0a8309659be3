class Broken(Exception):
    def __str__(self):
        raise ValueError("no text")


def fail():
    raise Broken(1, 2)


fail()
