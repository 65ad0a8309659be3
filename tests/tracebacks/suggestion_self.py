class C:
    def __init__(self):
        self.limit = 5

    def check(self, x):
        return x < limit


C().check(1)
