class A(B, metaclass=M):
    """Documented."""
    x: int = 3
    def f(self, *a, **kw):
        self.z = super().f(*a, **kw)
        self.l[0] += 1
        return self.__private
    @property
    def g(self):
        return __class__
