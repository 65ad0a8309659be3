# Generators: next, send, throw, close, return values, yield from, delegation, state errors.
def count(n):
    i = 0
    while i < n:
        got = yield i
        if got is not None:
            i = got
        else:
            i += 1
    return "done"


g = count(5)
print(next(g), next(g), g.send(4), next(g, "end"))
g = count(2)
print(list(g), list(g))
g = count(1)
next(g)
try:
    next(g)
except StopIteration as e:
    print("value", e.value)
g = count(3)
try:
    g.send(1)
except TypeError as e:
    print(e)
print(g.send(None))


def outer():
    r = yield from count(2)
    print("inner returned", r)
    yield from "ab"
    yield from [1]
    return "outer"


print(list(outer()))


def t():
    while True:
        try:
            x = yield "ready"
            print("x", x)
        except ValueError as e:
            print("caught", e)
            yield "handled"
        except GeneratorExit:
            print("closing")
            raise
        finally:
            print("cleanup")


g = t()
print(next(g))
print(g.throw(ValueError("boo")))
print(next(g))
print(g.send(42))
g.close()
g.close()
try:
    next(g)
except StopIteration as e:
    print("stopped", e.value)


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2


g = stubborn()
next(g)
try:
    g.close()
except RuntimeError as e:
    print(e)


def bad():
    yield 1
    raise StopIteration("x")


try:
    list(bad())
except RuntimeError as e:
    print(e, repr(e.__cause__))
def reent():
    yield next(r)
r = reent()
try:
    next(r)
except ValueError as e:
    print(e)
def delegating():
    try:
        yield from t2()
    except KeyError as e:
        yield "outer " + str(e)
def t2():
    try:
        yield 1
    except ValueError:
        yield "inner value"
g = delegating()
print(next(g), g.throw(ValueError()))
g = delegating()
next(g)
print(g.throw(KeyError("k")))
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
print([x for x, _ in zip(fib(), range(15))])
def empty():
    return
    yield
print(list(empty()))
def closing_return():
    try:
        yield 1
    except GeneratorExit:
        return "bye"
g = closing_return()
next(g)
print(g.close())
g = count(3)
print(iter(g) is g, type(g).__name__, g.__name__)
g.throw
try:
    g.throw(KeyError("fresh"))
except KeyError as e:
    print(repr(e), list(g))
def tree(n):
    if n:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)
print(list(tree(3)))
gen = (i * i for i in range(4))
print(next(gen), sum(gen))
def acc():
    total = 0
    while (x := (yield total)) is not None:
        total += x
    return total
a = acc()
next(a)
a.send(5)
print(a.send(6))
try:
    a.send(None)
except StopIteration as e:
    print(e.value)
def args(*a, k=1, **kw):
    yield a
    yield k
    yield kw
print(list(args(1, 2, k=3, z=4)))
def unpack():
    yield 1
    yield 2
a, b = unpack()
print(a, b, *unpack(), max(unpack()), 2 in unpack(), dict(zip("ab", unpack())))
def lam():
    f = lambda: (yield 5)
    return list(f())
print(lam())
