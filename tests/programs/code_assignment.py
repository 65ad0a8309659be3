# Another code object for a function: what runs goes on with the old one.
namespace = {}
exec("""
def f(a):
    x = 1.5
    f.__code__ = o.__code__
    y = [a, x, 'text', len('abc')]
    try:
        raise ValueError(a)
    except ValueError as e:
        return y, str(e), e.__traceback__.tb_lineno
def o(a):
    return 'new code'
""", namespace)
f = namespace["f"]
print(f(1), f(2))

def g():
    yield 1
    g.__code__ = h.__code__
    yield 2
    yield [x for x in "abc"]
def h():
    yield "other"
it = g()
waiting = g()
print(next(it), next(waiting), next(it), list(it), list(waiting), list(g()))

class C:
    def __init__(self, a):
        self.a = a
def make(n):
    return [C(i).a for i in range(n)]
print(make(5))
def two(self, a, b=7):
    self.a = (a, b)
C.__init__.__code__ = two.__code__
for attempt in range(2):
    try:
        print(make(2))
    except TypeError as e:
        print(e)
C.__init__.__defaults__ = (9,)
print(make(2))

class P:
    @property
    def value(self):
        return 1
def read(p):
    return p.value
p = P()
print([read(p) for _ in range(4)])
P.value.fget.__code__ = (lambda self, extra=3: extra).__code__
try:
    print(read(p))
except TypeError as e:
    print(e)

import sys
def frame_of():
    return sys._getframe()
kept = frame_of()
frame_of.__code__ = (lambda: 5).__code__
print(kept.f_code.co_name, frame_of(), frame_of.__name__)
def rec(n):
    if n == 0:
        rec.__code__ = (lambda n: "changed").__code__
        return 0
    return rec(n - 1) + 1
print(rec(5), rec(5))
