def numbers():
    yield 1
    yield 2 / 0


def consume():
    for n in numbers():
        print(n)


consume()
