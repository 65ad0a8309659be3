# sum(): exact ints, compensated floats and complex numbers, and what else can be added.
big = 10**16
for items, start in (
    ([1, 2, 3], 1e16), ([1e16, 1.0, 1.0], 0), ([0.1] * 10, 0), ([1e308, 1e308, -1e308], 0), ([float("inf"), 1], 0), ([True, 0.1, 0.2], 0),
    ([2**53, 1, 0.5], 0.0), ([2**60, 1.0, 2**60], 0), ([2**70, 0.5], 0.0), ([0.5, 2**70, 0.25], 0), ([1j, 0.1, 0.2, 0.3], 0), ([1e16 + 1j, 1, 1, 1j], 0),
    ([0.1j] * 10, 0j), ([1, 2, 2.5, 1j, 3], 0), ([2**62, 2**62, 2**62], 0), ([-(2**63), -1, 5], 0), ([[1], [2]], []), (range(10**6), 0),
    (iter([1, 2.5]), 0), ({1: 2, 3: 4}, 0), ((), 7), ([-0.0, -0.0], -0.0), ([-0.0], 0), ([1.5, True, 10**400], 0),
):
    try:
        print(repr(sum(items, start)))
    except Exception as e:
        print(type(e).__name__, e)


class Add:
    def __radd__(self, other):
        items.append(1)
        return 0.5


items = [1, Add(), 2, 0.25]
try:
    print(sum(items[:]), len(items))
finally:
    pass
growing = [1, 2]


class Grow(int):
    def __radd__(self, other):
        if len(growing) < 6:
            growing.append(Grow(len(growing)))
        return int(other) + 100


growing.append(Grow(5))
print(sum(growing), len(growing))

# bytes.hex and expandtabs take C ints.
for text in "b'x'.expandtabs(2**31)", "b'ab'.hex(':', 2**31)", "b'ab'.hex(':', -2**31)", "bytearray(b'x').expandtabs(-2**40)", "memoryview(b'ab').hex(':', 2**64)":
    try:
        print(eval(text))
    except Exception as e:
        print(type(e).__name__, e)


# The first wrong name of a keyword is told of.
class K(int):
    pass


for d in {"a": 1, 2: 3}, {2: 3, "a": 1}, {"a": 1}, {2: 3}:
    for f in K, int, str, K.__new__:
        try:
            f(**d) if f is not K.__new__ else f(K, **d)
        except TypeError as e:
            print(e)

# An argument None is named itself, not its type.
for text in "(5).to_bytes(1, None)", "int.from_bytes(b'', None)", "compile('', '', None)", "float.__getformat__(None)", "(1).__format__(None)", "object().__format__(None)", "b''.decode(None)":
    try:
        print(eval(text))
    except Exception as e:
        print(type(e).__name__, e)


# A generator's value reaches its StopIteration without a context; the end of one without a value has one.
def g(value):
    yield 1
    return value


async def coroutine():
    return 3


def context_of(f):
    try:
        f()
    except StopIteration as e:
        print(type(e.__context__).__name__, e.value)


try:
    undefined
except NameError:
    for value in None, 5, (1, 2), ValueError(2):
        it = g(value)
        next(it)
        context_of(lambda: next(it))
        it = g(value)
        next(it)
        context_of(lambda: it.send(2))
    context_of(lambda: coroutine().send(None))
    context_of(lambda: next(iter([])))
