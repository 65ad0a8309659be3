# Powers of complex numbers, small and whole, with zeros of both signs; the context of what is thrown into a generator that has ended.
bases = [0j, complex(-0.0, 0.0), complex(0.0, -0.0), complex(-0.0, -0.0), 1j, 2 - 3j, complex('inf'), complex('nan'), complex(-1, -0.0)]
for b in bases:
    for e in (-3, -1, 0, 1, 2, 5, 0.5, 1.0, 2.0, 100, 101, 1j, 0j):
        try:
            print(b, e, b ** e)
        except Exception as x:
            print(b, e, type(x).__name__, x)
def g():
    yield 1
it = g()
list(it)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        it.throw(ValueError('thrown'))
except ValueError as e:
    print(repr(e), repr(e.__context__))
