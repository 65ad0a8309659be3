# struct: formats, byte orders, alignment, errors.
import struct

for f in ("", "b", "@bi", "=bi", "<hHiIlLqQ", ">hHiIlLqQ", "@bq0i", "3s2p", "nNP", "xx?c", "efd", "2h 3b", "!4xH", "0s", "b0q"):
    print(f, struct.calcsize(f))
print(struct.pack("<bBhHiIqQ", -1, 255, -2, 65535, -3, 4294967295, -4, 2**64 - 1))
print(struct.pack(">bBhHiIqQ", -1, 255, -2, 65535, -3, 4294967295, -4, 2**64 - 1))
print(struct.pack("@bi", 1, 2), struct.pack("5s3p2x?c", b"ab", b"abcdef", 3, b"z"), struct.pack("0s", b"x"))
print(struct.pack("<efd", 1.5, 2.5, -0.0), struct.pack(">efd", float("inf"), 1e-40, 1e300))
print(struct.unpack("<efd", struct.pack("<efd", 1.5, 2.5, 3.25)), struct.unpack(">3sb?", b"abc\xff\x02"), struct.unpack("4p", b"\x09abc"))
print(struct.unpack("<qQlL", bytes(range(240, 256)) + b"\xff" * 8), struct.unpack("<F", struct.pack("<F", 1 + 2j)), struct.unpack(">D", struct.pack(">D", -1j)))
s = struct.Struct("<hb")
print(s.format, s.size, s.pack(1, 2), s.unpack(b"\x01\x00\x02"), list(s.iter_unpack(b"\x01\x00\x02\x03\x00\x04")), s.unpack_from(b"xx\x05\x00\x06", 2), s.unpack_from(b"xx\x05\x00\x06", offset=-3))
print(repr(s), struct.Struct(b">i").format)
b = bytearray(6)
s.pack_into(b, 2, 7, 8)
struct.pack_into("b", b, -1, 9)
print(b, struct.unpack_from("b", b, 2))
i = struct.iter_unpack("h", memoryview(bytes(4)))
print(type(i).__name__, i.__length_hint__(), next(i), i.__length_hint__(), list(i), list(i))

class Index:
    def __index__(self):
        return 5
print(struct.pack("b", Index()), struct.pack("d", 3), struct.pack("?", []))
for f in (lambda: struct.pack("b", 128), lambda: struct.pack("B", -1), lambda: struct.pack("<q", 2**63), lambda: struct.pack("Q", -1), lambda: struct.pack("h", "a"),
          lambda: struct.pack("h", 1.5), lambda: struct.pack("hh", 1), lambda: struct.pack("z"), lambda: struct.pack("3"), lambda: struct.pack("<n", 1),
          lambda: struct.pack("s", "a"), lambda: struct.pack("p", 3), lambda: struct.pack("c", b"ab"), lambda: struct.pack("d", "x"), lambda: struct.pack("f", 1e300),
          lambda: struct.pack("e", 1e6), lambda: struct.unpack("h", b"a"), lambda: struct.unpack("h", "ab"), lambda: struct.unpack_from("h", b"abc", 2),
          lambda: struct.unpack_from("h", b"abc", -1), lambda: struct.unpack_from("h", b"abc", -9), lambda: struct.pack_into("h", b, 5, 1), lambda: struct.pack_into("h", b, -1, 1),
          lambda: struct.pack_into("h", b"abc", 0, 1), lambda: struct.pack_into("h", b), lambda: struct.pack_into("h", b, 0), lambda: struct.iter_unpack("", b""),
          lambda: struct.iter_unpack("h", b"abc"), lambda: struct.Struct(3), lambda: struct.calcsize("99999999999999999999b"), lambda: struct.calcsize("h\0"), lambda: struct.Struct("é")):
    try:
        print(f())
    except Exception as e:
        print(type(e), e)
