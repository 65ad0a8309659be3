# Emulating buffer types: __buffer__ and __release_buffer__ (PEP 688).
import gc
from inspect import BufferFlags


def attempt(f, *a, **k):
    try:
        print(repr(f(*a, **k)))
    except BaseException as e:
        print(type(e).__name__, e)


class Shared:
    """Hands out views of one bytearray and says when they come and go."""

    def __init__(self, data):
        self.data = bytearray(data)
        self.views = 0

    def __buffer__(self, flags):
        print("buffer", BufferFlags(flags) if flags else 0)
        self.views += 1
        return memoryview(self.data)

    def __release_buffer__(self, view):
        print("release", bytes(view), type(view).__name__)
        self.views -= 1
        view.release()


s = Shared(b"threads")
m = memoryview(s)
print(m.tobytes(), m.readonly, m.nbytes, m.format, m.shape, s.views)
m[0] = ord("T")
print(s.data)
attempt(s.data.append, 1)
m.release()
print(s.views)
s.data.append(ord("!"))
print(s.data)

# The consumers of buffers among the builtins ask for one and give it back.
print(bytes(s))
print(bytearray(s))
attempt(b"".join, [s, b"-", s])
attempt(lambda: b"a" + s)
attempt(lambda: bytearray(b"a") + s)
attempt(b"xThreads!x".find, s)
attempt(b"xThreads!x".replace, s, b"y")
attempt(int.from_bytes, Shared(b"\1\2"), "big")
attempt(bytes.fromhex, "00ff")
attempt(int, Shared(b"42"))
attempt(float, Shared(b"4.5"))
attempt(str, Shared(b"abc"), "ascii")
attempt(eval, Shared(b"1 + 2"))
ba = bytearray(b"0123456789")
ba[2:4] = Shared(b"ab--")
print(ba)
ba.extend(Shared(b"zz"))
print(ba)


# A view keeps its exporter and its views: released when the last one dies, and only then.
class Quiet:
    def __init__(self):
        self.data = bytearray(b"0123456789")

    def __buffer__(self, flags):
        return memoryview(self.data)

    def __release_buffer__(self, view):
        print("released", len(view))

    def __del__(self):
        print("exporter gone")


m = memoryview(Quiet())
part = m[2:5]
del m
print("part left", part.tolist())
with part as p:
    print(p.nbytes)
del p
attempt(lambda: part[0])
attempt(lambda: len(part))
del part
gc.collect()


# Without __release_buffer__ nothing is called; flags arrive as they were asked for.
class Plain:
    def __buffer__(self, flags):
        print(flags)
        return memoryview(b"plain")


with memoryview(Plain()) as m:
    print(m.readonly, m.tobytes())
attempt(lambda: Plain().__buffer__(BufferFlags.WRITABLE).readonly)


# What __buffer__ must return.
class Wrong:
    def __init__(self, what):
        self.what = what

    def __buffer__(self, flags):
        if isinstance(self.what, BaseException):
            raise self.what
        return self.what


for what in b"bytes", None, 5, ValueError("no buffer today"), [memoryview(b"x")]:
    attempt(memoryview, Wrong(what))
    attempt(bytes, Wrong(what))


class NotCallable:
    __buffer__ = None


attempt(memoryview, NotCallable())
attempt(memoryview, object())


# Found on the type, not on the instance.
o = object.__new__(type("Bare", (), {}))
o.__buffer__ = lambda flags: memoryview(b"instance")
attempt(memoryview, o)

# Builtin types have both methods where they export buffers.
for t in bytes, bytearray, memoryview, str, list:
    print(t.__name__, hasattr(t, "__buffer__"), hasattr(t, "__release_buffer__"))
view = b"abc".__buffer__(BufferFlags.SIMPLE)
print(type(view).__name__, view.tobytes())
attempt(b"abc".__buffer__, BufferFlags.WRITABLE)
attempt(b"abc".__buffer__)
attempt(b"abc".__buffer__, "flags")
ba = bytearray(b"abc")
view = ba.__buffer__(BufferFlags.FULL)
attempt(ba.clear)
ba.__release_buffer__(view)
ba.clear()
print(ba)
attempt(ba.__release_buffer__, view)


# Subclasses of builtin types may extend what they inherit.
class Counted(bytearray):
    count = 0

    def __buffer__(self, flags):
        Counted.count += 1
        return super().__buffer__(flags)

    def __release_buffer__(self, view):
        Counted.count -= 1
        super().__release_buffer__(view)


c = Counted(b"counted")
with memoryview(c) as m:
    print(m.tobytes(), Counted.count)
print(Counted.count)
c += b"!"
print(c)

# The abstract class of the exporters.
from collections.abc import Buffer
print([isinstance(x, Buffer) for x in (b"", bytearray(), memoryview(b""), "", [])])
print(issubclass(int, Buffer))


# An exception in __release_buffer__ has nowhere to go.
import sys


class Bad:
    def __buffer__(self, flags):
        return memoryview(b"bad")

    def __release_buffer__(self, view):
        raise ValueError("in release")


sys.unraisablehook = lambda info: print("unraisable", type(info.exc_value).__name__, info.exc_value)
memoryview(Bad()).release()
sys.unraisablehook = sys.__unraisablehook__
