"""PickleBuffer; pickling of methods; memoryviews that are released while they are used."""
import gc
import pickle
import statistics
import uuid
import weakref
from pickle import PickleBuffer


def attempt(f, *args, **kwargs):
    try:
        return f(*args, **kwargs)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


for args in (), (1,), (b"", 1):
    print(attempt(PickleBuffer, *args))
p = PickleBuffer(b"ab")
print(p.raw().tobytes(), attempt(PickleBuffer(memoryview(b"abcd")[::2]).raw), bytes(p), memoryview(p).readonly)
p.release()
p.release()
print(attempt(p.raw), attempt(bytes, p), attempt(pickle.dumps, p, 5), attempt(pickle.dumps, p, 4), sep="\n")
raw = PickleBuffer(memoryview(bytearray(8)).cast("I")).raw()
print(raw.format, raw.shape, raw.readonly, raw.itemsize)
print(pickle.loads(pickle.dumps(PickleBuffer(b"abc"), 5)), pickle.loads(pickle.dumps(PickleBuffer(bytearray(b"abc")), 5)))
outside = []
data = pickle.dumps(PickleBuffer(bytearray(b"abc")), 5, buffer_callback=outside.append)
print(pickle.loads(data, buffers=[b"xyz"]), bytes(outside[0]))


class B(bytes):
    pass


b = B(b"foo")
b.cycle = PickleBuffer(b)
gone = weakref.ref(b.cycle)
del b
gc.collect()
print(gone())

print("== methods")


class A:
    def f(self):
        return 5

    @classmethod
    def c(cls):
        return cls.__name__


print(pickle.loads(pickle.dumps(A().f))(), pickle.loads(pickle.dumps(A.c))(), pickle.loads(pickle.dumps("x".upper))())
print([].append.__reduce__()[1], str.upper.__reduce__()[1], str.maketrans.__reduce__()[1], len.__reduce__())
print(A().f.__reduce__()[1][1], pickle.loads(pickle.dumps(str.maketrans))("a", "b"))

print("== memoryviews")
m = memoryview(b"abc")
there = weakref.ref(m)
print(there() is m)
m = None
print(there())


class Index:
    def __index__(self):
        view.release()
        return 2


view = memoryview(bytearray(b"abcd"))
print(list(view[: Index()]))
view = memoryview(bytearray(b"abcd"))
print(attempt(view.__getitem__, Index()))
view = memoryview(bytearray(b"abcd"))
print(attempt(view.__setitem__, slice(Index(), 4), b"xy"))


class Separator(bytes):
    def __len__(self):
        view.release()
        return 1


view = memoryview(bytearray(b"abcd"))
print(attempt(view.hex, Separator(b":")))

print("== quantiles and uuids")
normal = statistics.NormalDist(0.5, 2)
for p in 0.5, 0.1, 0.9, 1e-10, 1e-300, 0, 1, 0.075, 0.425:
    print(p, attempt(normal.inv_cdf, p))
a, b = uuid.uuid1(), uuid.uuid1()
print(a.version, a.variant, a != b, a.time < b.time, a.is_safe)
