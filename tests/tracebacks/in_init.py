class Base:
    def __init__(self, n):
        if n < 0:
            raise ValueError("negative", n)


class Derived(Base):
    def __init__(self, n):
        super().__init__(n - 10)
        self.n = n


Derived(5)
