class M(type):
    pass
class C(metaclass=M):
    x = 1
    @staticmethod
    def f(): return "C.f"
    @classmethod
    def g(cls): return cls.__name__
def read(c): return c.x
def call(c): return c.f(), c.g()
for _ in range(5): read(C); call(C)
print(read(C), call(C))
M.x = property(lambda cls: "from the metaclass")
M.f = property(lambda cls: lambda: "metaclass f")
print(read(C), call(C))
del M.x, M.f
print(read(C), call(C))
M.x = 7
M.g = lambda cls: "unused"
print(read(C), call(C))
