"""marshal: versions of the format, references, malformed data, files."""
import io
import marshal


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


shared = ["shared", 1.5, 10**30]
values = [None, True, ..., 0, -1, 2**31 - 1, -(2**31), 2**31, -(2**70), 1.5, -0.0, 1e300, 1j, 2.5 - 3e-7j, "", "abc", "x" * 300, "ä", "\udc80", "€" * 90,
          b"", b"bytes", (), (1,), tuple(range(300)), [1, [2, [3]]], {}, {"a": 1, 2: "b"}, {1, 2, 3}, frozenset("abc"), (shared, shared)]
for version in range(6):
    print(version, [marshal.loads(marshal.dumps(x, version)) == x for x in values].count(True), attempt(marshal.dumps, slice(1, 2), version) == b"\xfa")
    again = marshal.loads(marshal.dumps([shared, shared], version))
    print(again[0] is again[1], again == [shared, shared])
for version in 0, 1, 2:
    print([marshal.dumps(x, version) for x in (1.5, 1j, 0.1, "abc", (1, 2), -5)])
print(marshal.loads(marshal.dumps(slice(1, (2, 3), None))), marshal.version)
loop = []
loop.append(loop)
cycle = {"self": None}
cycle["self"] = cycle
inner = ([],)
inner[0].append(inner)
for x in loop, cycle, inner:
    print(attempt(marshal.dumps, x, 2))
    y = marshal.loads(marshal.dumps(x))
    print(type(y).__name__, y)
    y = x = None
loop.clear()
cycle.clear()
inner[0].clear()
odd = slice([], None)
odd.start.append(odd)
print([attempt(marshal.dumps, odd, v) for v in (2, 5)])
odd.start.clear()
for data in (b"", b"[", b"i\1", b"l\2\0\0\0\0\0\0\0", b"l\0\0\0\x80", b"l\1\0\0\0\xff\xff", b"r\0\0\0\0", b"\xdb\1\0\0\0r\0\0\0\0", b"\xfbNr\0\0\0\x000",
             b"\xa8\1\0\0\0[\1\0\0\0r\0\0\0\0", b"\xfbr\0\0\0\0N0", b"\xbc\1\0\0\0r\0\0\0\0", b"\xbe\1\0\0\0r\0\0\0\0", b"\xbar\0\0\0\0NN", b"?", b"0", b"(\xff\xff\xff\xff",
             b"s\xff\xff\xff\x7f", b"f\x03abc", b"f\x031.5", b"x\x011\x012", b"z\5ab", b"u\2\0\0\0\xff\xff", b")\2N", b"I\1\0\0\0\0\0\0\0"):
    print(data[:12], attempt(marshal.loads, data))
deep = []
for i in range(1998):
    deep = [deep]
print(len(marshal.dumps(deep)), attempt(marshal.dumps, [[[deep]]]))
nan = complex("nan")
print(len(marshal.loads(marshal.dumps({1.0, "a", b"b", (1, 2), frozenset([3])}))), attempt(marshal.dumps, object()), attempt(marshal.dumps, {object()}))


class Changing:
    def __init__(self, change):
        self.change = change

    def __hash__(self):
        return 0

    def __buffer__(self, flags):
        self.change()
        return memoryview(b"abc")


target = {Changing(lambda: target.add(len(target)))}
target.update(range(1, 20))
print(attempt(marshal.dumps, target))
file = io.BytesIO()
for x in values[:12]:
    marshal.dump(x, file)
    file.write(b"between")
file.seek(0)
print([marshal.load(file) == x and file.read(7) for x in values[:12]])
print(attempt(marshal.load, file), attempt(marshal.load, io.StringIO("x")), attempt(marshal.load, 3))


class Much(io.BytesIO):
    def readinto(self, buffer):
        n = super().readinto(buffer)
        return n + 10 if n > 4 else n


print([attempt(marshal.load, Much(marshal.dumps(x))) for x in (1.0, 1j, b"0123456789", "0123456789")])
