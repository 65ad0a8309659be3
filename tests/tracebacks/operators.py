class Money:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        return Money(self.n + other.n)


def total(xs):
    acc = Money(0)
    for x in xs:
        acc = acc + x
    return acc


total([Money(1), 5])
