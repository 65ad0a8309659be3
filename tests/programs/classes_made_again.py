# Code that outlives classes meets new ones: what it remembers of the shapes of the dead ones is not taken for theirs.
import gc
def count(x):
    x.n += 1
    return x.n


def made():
    class X:
        n = 0
    return X


for round in range(4):
    X = made()
    print([count(x) for x in [X(), X(), X()] for _ in range(3)])
    del X; gc.collect()
def read(x):
    return x.a
class Base:
    a = 'of the class'
for round in range(4):
    class A(Base): pass
    x = A()
    print(read(x), end=' ')
    x.a = 1
    print(read(x), read(x), end=' ')
    x = A()
    x.b = 2
    print(read(x))
    del A, x; gc.collect()
