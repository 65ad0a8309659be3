# The _lzma module: formats, filters, limits, incremental work, errors.
import _lzma
import io
import lzma
import tarfile
import threading
import zipfile

DATA = b"".join(b"line %d of the sample, %d squared is %d\n" % (i, i, i * i) for i in range(300))
LZMA2 = [{"id": lzma.FILTER_LZMA2, "preset": 6}]
CHAIN = [{"id": lzma.FILTER_DELTA, "dist": 4}, {"id": lzma.FILTER_X86}, {"id": lzma.FILTER_LZMA2, "dict_size": 1 << 16}]


def attempt(label, f, *args, **kwargs):
    try:
        r = f(*args, **kwargs)
    except BaseException as e:
        print(label, "->", type(e).__name__, e)
    else:
        print(label, "=", r if not isinstance(r, (_lzma.LZMACompressor, _lzma.LZMADecompressor)) else type(r).__name__)


print("round trips")
for kwargs in [
    {},
    {"preset": 0},
    {"preset": 9 | lzma.PRESET_EXTREME},
    {"check": lzma.CHECK_NONE},
    {"check": lzma.CHECK_CRC32},
    {"check": lzma.CHECK_SHA256},
    {"format": lzma.FORMAT_ALONE},
    {"filters": CHAIN},
    {"format": lzma.FORMAT_ALONE, "filters": [{"id": lzma.FILTER_LZMA1, "lc": 1, "mode": lzma.MODE_FAST, "mf": lzma.MF_HC4}]},
]:
    packed = lzma.compress(DATA, **kwargs)
    d = lzma.LZMADecompressor()
    print(len(packed) < len(DATA), d.check, d.decompress(packed) == DATA, d.check, d.eof, d.unused_data)
for filters in LZMA2, CHAIN:
    raw = lzma.compress(DATA, lzma.FORMAT_RAW, filters=filters)
    d = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)
    print(d.decompress(raw) == DATA, d.check)

print("in pieces")
c = lzma.LZMACompressor()
out = b"".join(c.compress(DATA[i : i + 100]) for i in range(0, len(DATA), 100)) + c.flush()
attempt("compress after flush", c.compress, b"")
attempt("second flush", c.flush)
d = lzma.LZMADecompressor()
got = b"".join(d.decompress(out[i : i + 1]) for i in range(len(out)))
print(got == DATA, d.eof, d.needs_input)
attempt("after the end", d.decompress, b"")

print("limits")
d = lzma.LZMADecompressor()
print(d.decompress(out[:20], 0), d.needs_input, d.check)
print(d.decompress(out[20:] + b"tail", 10), d.needs_input, d.eof)
total = 10
while not d.eof:
    part = d.decompress(b"", 4000)
    total += len(part)
    print(len(part), d.needs_input, d.eof, d.unused_data)
print(total == len(DATA))
for name in "eof", "needs_input", "unused_data", "check":
    attempt(name, setattr, d, name, 1)
    attempt(name, delattr, d, name)

print("memory")
for n in 0, 1000, 1 << 30:
    d = lzma.LZMADecompressor(memlimit=n)
    attempt(n, lambda: len(d.decompress(out)))
    print(d.eof, d.needs_input, d.check, d.unused_data)

print("damage")
d = lzma.LZMADecompressor()
attempt("junk", d.decompress, b"junk" * 10)
print(d.eof, d.needs_input, d.check)
attempt("again", d.decompress, b"junk" * 10)
attempt("xz as alone", lzma.LZMADecompressor(lzma.FORMAT_ALONE).decompress, out)
attempt("alone as xz", lzma.LZMADecompressor(lzma.FORMAT_XZ).decompress, lzma.compress(b"", lzma.FORMAT_ALONE))
attempt("cut", lzma.decompress, out[:-5])
bad = bytearray(out)
bad[-60] ^= 0xFF
attempt("changed", lambda: lzma.decompress(bad) == DATA)
attempt("with a tail", lambda: lzma.decompress(out + b"no stream") == DATA)
attempt("two streams", lambda: lzma.decompress(out + out) == DATA * 2)

print("arguments")
C, D = _lzma.LZMACompressor, _lzma.LZMADecompressor


class Mapping:
    def __init__(self, **kwargs):
        self.entries = kwargs

    def __getitem__(self, key):
        print("asked for", key)
        return self.entries[key]


class SubDict(dict):
    pass


class Sequence:
    def __len__(self):
        return 1

    def __getitem__(self, i):
        return LZMA2[i]


for args in [
    (5,), ("a",), (None,), (1, 2, 3, 4, 5), (1, 7), (1, 99), (1, -2), (2, 4), (3, 4), (3,), (3, -1, 6), (1, -1, 6, LZMA2), (1, -1, 10),
    (1, -1, -1), (1, -1, "a"), (1, -1, 1 << 40), (1, -1, 6.0), (2, -1, 10), (1 << 40,), (1, 1 << 40), (2, 0), (2, -1, None, LZMA2),
]:
    attempt(args, C, *args)
attempt("unknown keyword", C, what=1)
for filters in [
    5, [], [1], [{}], {}, {1}, "ab", iter([]), [{"id": "a"}], [{"id": 12345}], [{"id": -1}], [{"id": 1 << 70}], [{"id": 33.0}],
    [{"id": 33, "preset": 99}], [{"id": 33, "preset": "x"}], [{"id": 33, "preset": None}], [{"id": 33, "what": 1}], [{"id": 33, 3: 1}],
    [{"id": 33, "lc": "x"}], [{"id": 33, "lc": -1}], [{"id": 33, "lc": 100}], [{"id": 33, "lc": 1 << 33}], [{"id": 33, "mode": 77}],
    [{"id": 33, "dict_size": 0}], [{"id": 3}], [{"id": 3, "dist": 0}] + LZMA2, [{"id": 3, "dost": 0}] + LZMA2,
    [{"id": 4, "start_offset": 1 << 40}] + LZMA2, [{"id": 4, "start_offset": "a"}] + LZMA2, [{"id": 4}] * 4 + LZMA2,
    [{"id": 4}] * 3 + LZMA2, [SubDict(id=33)], Sequence(), [Mapping(id=33)], [Mapping(id=33, preset=3)], [Mapping(id=3)] + LZMA2,
]:
    attempt(filters if isinstance(filters, (int, str, dict, set)) or not "object at" in repr(filters) else "objects", C, filters=filters)
for args in [(9,), ("a",), (1, 2, 3, 4), (3,), (1, 5, LZMA2), (0, None, LZMA2), (3, 5, LZMA2), (3, None, []), (3, None, 5), (0, "a"), (0, -1), (0, 1 << 70), (0, 1.5)]:
    attempt(args, D, *args)
attempt("text", D().decompress, "text")
attempt("no data", D().decompress)
attempt("length", D().decompress, b"", "a")
attempt("too many", D().decompress, b"", 1, 2)
attempt("compress text", C().compress, "text")
attempt("compress nothing", C().compress)
attempt("subclass", type, "X", (C,), {})
attempt("reduce", D().__reduce_ex__, 4)
attempt("other class", C.__new__, D)
print(D.__text_signature__, C.__text_signature__, lzma.LZMAError.__mro__, lzma.LZMAError.__doc__)

print("properties")
for filter in [
    {"id": 33}, {"id": 33, "dict_size": 1}, {"id": lzma.FILTER_LZMA1}, {"id": 3}, {"id": 3, "dist": 300}, {"id": 4},
    {"id": 4, "start_offset": 1024}, {"id": 99}, 99, [], {},
]:
    attempt(filter, _lzma._encode_filter_properties, filter)
for args in [
    (33, b"\x16"), (33, b""), (33, b"\xff"), (lzma.FILTER_LZMA1, b"]\0\0\x80\0"), (3, b"\5"), (4, b""), (4, b"\0\4\0\0"), (4, b"\0\4\0"),
    (99, b""), ("a", b""), (-1, b""), (1 << 70, b""), (4, "a"),
]:
    attempt(args, _lzma._decode_filter_properties, *args)
for check in lzma.CHECK_NONE, lzma.CHECK_CRC32, lzma.CHECK_CRC64, lzma.CHECK_SHA256, 5, lzma.CHECK_UNKNOWN, -1, "a", 1 << 40:
    attempt(check, lzma.is_check_supported, check)

print("files")
f = io.BytesIO()
with lzma.open(f, "wt") as t:
    t.write("eins\nzwei\ndrei\n")
f.seek(0)
with lzma.open(f, "rt") as t:
    print(t.readlines())
f = io.BytesIO()
with tarfile.open(fileobj=f, mode="w:xz") as t:
    info = tarfile.TarInfo("member")
    info.size = len(DATA)
    t.addfile(info, io.BytesIO(DATA))
f.seek(0)
with tarfile.open(fileobj=f) as t:
    print(t.getnames(), t.extractfile("member").read() == DATA)
f = io.BytesIO()
with zipfile.ZipFile(f, "w", zipfile.ZIP_LZMA) as z:
    z.writestr("member", DATA)
with zipfile.ZipFile(f) as z:
    print(z.read("member") == DATA, z.getinfo("member").compress_type)

print("threads")
c = lzma.LZMACompressor()
parts = []
lock = threading.Lock()


def feed():
    for _ in range(20):
        part = c.compress(b"x" * 5000)
        with lock:
            parts.append(part)


workers = [threading.Thread(target=feed) for _ in range(4)]
for w in workers:
    w.start()
for w in workers:
    w.join()
print(lzma.decompress(b"".join(p for p in parts if p) + c.flush()) == b"x" * 400000)
buffer = bytearray(DATA)
print(lzma.decompress(lzma.compress(buffer)) == buffer, lzma.decompress(memoryview(out)) == DATA)
