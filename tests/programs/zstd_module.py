# The _zstd module: compressors, decompressors, dictionaries, parameters, frames, errors.
import _zstd
import io
import tarfile
import threading
import zipfile
from compression import zstd
from compression.zstd import CompressionParameter as CP, DecompressionParameter as DP, ZstdCompressor as C, ZstdDecompressor as D, ZstdDict

DATA = b"".join(b"line %d of the sample, %d squared is %d\n" % (i, i, i * i) for i in range(300))
SHOWN = (C, D)


def attempt(label, f, *args, **kwargs):
    try:
        r = f(*args, **kwargs)
    except BaseException as e:
        print(label, "->", type(e).__name__, e)
    else:
        print(label, "=", type(r).__name__ if isinstance(r, SHOWN) else r)


samples = [b"sample %d of text, some words to train %d" % (i, i * i % 17) for i in range(2000)]
trained = zstd.train_dict(samples, 3000)
raw = ZstdDict(b"abcdefghijklmnop", is_raw=True)
broken = ZstdDict(b"\x37\xa4\x30\xec" + b"x" * 100)

print("round trips")
for level in -5, 1, 3, 19:
    packed = zstd.compress(DATA, level)
    print(level, len(packed) < len(DATA), zstd.decompress(packed) == DATA)
for options in [{}, {CP.checksum_flag: 1}, {CP.content_size_flag: 0}, {CP.window_log: 12, CP.strategy: zstd.Strategy.btopt}, {CP.nb_workers: 2}]:
    packed = zstd.compress(DATA, options=options)
    print(zstd.get_frame_info(packed), zstd.get_frame_size(packed) == len(packed), zstd.decompress(packed) == DATA)
print(zstd.compress(b"abc" * 9, options={CP.checksum_flag: 1}))
for how in trained, trained.as_digested_dict, trained.as_undigested_dict, trained.as_prefix, raw, raw.as_prefix:
    packed = zstd.compress(samples[7], zstd_dict=how)
    print(zstd.decompress(packed, zstd_dict=how) == samples[7], len(packed) < len(samples[7]))
x = zstd.compress(b"abc" * 100)

print("modes")
c = C()
print(c.last_mode, c.compress(b"abc"), c.last_mode, c.flush(C.FLUSH_BLOCK), c.last_mode, c.flush(), c.last_mode)
print(c.compress(b"again", C.FLUSH_FRAME), C().flush(), C().flush(C.FLUSH_BLOCK))
print(C.CONTINUE, C.FLUSH_BLOCK, C.FLUSH_FRAME)
c.compress(b"abc")
attempt("pledge in a frame", c.set_pledged_input_size, 5)
for size in None, 0, 5, True, -1, "a", 5.0, 1 << 63, (1 << 64) - 3, (1 << 64) - 2, 1 << 64:
    attempt(size, C().set_pledged_input_size, size)
c = C()
c.set_pledged_input_size(5)
attempt("less", c.compress, b"abc")
attempt("more", c.compress, b"defgh")
attempt("end", c.flush)
attempt("afterwards", c.compress, b"again", 2)
print(c.last_mode)
for mode in 7, -1, "a":
    attempt(mode, C().compress, b"", mode)
    attempt(mode, C().flush, mode)
attempt("flush to go on", C().flush, 0)

print("limits")
d = D()
print(d.decompress(x[:10], 0), d.needs_input, d.eof)
print(d.decompress(x[10:], 0), d.needs_input, d.eof, d.unused_data)
print(d.decompress(b"", 10), d.needs_input, d.eof)
print(len(d.decompress(b"tail", 289)), d.needs_input, d.eof, d.unused_data)
print(d.decompress(b"", 1), d.needs_input, d.eof, d.unused_data)
attempt("after the end", d.decompress, b"")
y = zstd.compress(b"q" * 300, options={CP.checksum_flag: 1, CP.content_size_flag: 0})
d = D()
for i in range(len(y)):
    got = d.decompress(y[i : i + 1], 100)
    print(len(got), d.needs_input, d.eof, end="; ")
while not d.eof:
    got = d.decompress(b"", 100)
    print(len(got), d.needs_input, d.eof, end="; ")
print()
d = D()
print(len(d.decompress(x + x)), d.needs_input, d.eof, d.unused_data == x)
skipped = b"\x50\x2a\x4d\x18\x04\0\0\0abcd"
d = D()
print(d.decompress(skipped + x), d.eof, d.unused_data == x, zstd.decompress(skipped + x + x) == b"abc" * 200)
for name in "eof", "needs_input", "unused_data":
    attempt(name, setattr, d, name, 1)
attempt("last_mode", setattr, c, "last_mode", 1)

print("damage")
d = D()
for _ in range(2):
    attempt("junk", d.decompress, b"junkjunkjunk")
    print(d.needs_input, d.eof, d.unused_data)
print(d.decompress(x) == b"abc" * 100)
attempt("cut", zstd.decompress, x[:-2])
attempt("empty", zstd.decompress, b"")
attempt("mismatch", D().decompress, zstd.compress(samples[7], zstd_dict=trained))
attempt("window", D(options={DP.window_log_max: 10}).decompress, zstd.compress(b"a" * 5000, options={CP.window_log: 12, CP.content_size_flag: 0}))

print("dictionaries")
for d in raw, broken:
    print(d, len(d), d.dict_id, d.dict_content is d.dict_content, d.as_prefix, d.as_digested_dict[1], d.as_undigested_dict[1])
print(len(trained) <= 3000, trained.dict_id == int.from_bytes(trained.dict_content[4:8], "little"), trained == trained, raw == ZstdDict(raw.dict_content, is_raw=True))
for args, kwargs in [
    ((), {}), ((b"",), {}), ((b"abcdefg",), {"is_raw": True}), ((b"abcdefgh",), {}), ((b"abcdefgh",), {"is_raw": []}), (("abcdefgh",), {}),
    ((b"abcdefgh", True), {}), ((b"abcdefgh",), {"raw": True}), ((bytearray(b"abcdefgh"),), {"is_raw": 1}), ((), {"dict_content": b"abcdefgh"}),
]:
    attempt((args, kwargs), ZstdDict, *args, **kwargs)
for name in "dict_content", "dict_id", "as_prefix":
    attempt(name, setattr, raw, name, 1)
for argument in [1, b"abc", (), (raw, 1), (raw, True), (raw, 5), (raw, -1), (raw, "a"), (raw, 1 << 40), (1, 1), [raw, 1], (raw, 1, 2), broken, broken.as_digested_dict, broken.as_prefix]:
    attempt(("compressor", argument), C, zstd_dict=argument)
    attempt(("decompressor", argument), D, zstd_dict=argument)
attempt("broken undigested", D, broken.as_undigested_dict)
c = C(zstd_dict=raw.as_prefix)
print(len(c.compress(raw.dict_content, 2)) < len(c.compress(raw.dict_content, 2)))

print("training")
joined, sizes = b"".join(samples), tuple(map(len, samples))
for args in [
    (), (b"abc", (3,)), (b"", (), 100), (b"abc", (3,), 100), (b"abc", (4,), 100), (b"abc", (1, 1), 100), (b"abc", (1, "a"), 100), (b"abc", (1, -1), 100),
    (b"abc", [3], 100), ("abc", (3,), 100), (bytearray(b"abc"), (3,), 100), (b"abc", (3,), 0), (b"abc", (3,), -1), (b"abc", (3,), "a"),
    (b"abc", (3.0,), 5), (b"abc", (1 << 70,), 10), (b"abc", (3,), 1 << 70),
]:
    attempt(args, _zstd.train_dict, *args)
for args in [
    (b"abc", b"abc", (3,), 10, 3), (b"abc", b"abc", (4,), 1000, 3), (b"abc", b"abc", (3,), 0, 3), (b"abc", b"abc", (), 100, 3),
    (b"abc", b"abc", (3,), -1, 3), (bytearray(b"abc"), b"abc", (3,), 10, 3), (b"abc", "abc", (3,), 10, 3), (b"abc", b"abc", 5, 10, 3),
    (b"abc", b"abc", (3,), 1000, "a"), (b"abc", b"abc", (3,), 1000, 1 << 40),
]:
    attempt(args, _zstd.finalize_dict, *args)
final = zstd.finalize_dict(ZstdDict(b"abcdefghij" * 3, is_raw=True), samples, 2000, 5)
print(len(final) <= 2000, zstd.decompress(zstd.compress(samples[3], zstd_dict=final), final) == samples[3])

print("parameters")
for p in CP:
    print(p.name, p.value, p.bounds())
print(DP.window_log_max.bounds(), [s.value for s in zstd.Strategy])
for args in [(100, True), (100, False), (1, True), (1, False), ("a", False), (1 << 40, False), (100,)]:
    attempt(args, _zstd.get_param_bounds, *args)


class Index:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        return self.n


for level in 1.5, "a", True, 22, 23, -131072, -131073, 1 << 40, -(1 << 40):
    attempt(level, C, level)
attempt("index", C, Index(3))
attempt("both", C, 1, {})
attempt("too many", C, 1, None, raw, 4)
attempt("keyword", C, what=1)
attempt("index in options", C, options={Index(100): Index(3)})
for options in [
    1, {1: 2}, {"a": 2}, {CP.window_log: "a"}, {CP.window_log: 1 << 40}, {CP.window_log: 99}, {CP.window_log: -5}, {CP.window_log: 0},
    {CP.window_log: 1.5}, {CP.window_log: True}, {CP.compression_level: 23}, {CP.compression_level: -131073}, {CP.compression_level: 1 << 40},
    {CP.nb_workers: 99999}, {CP.nb_workers: -1}, {CP.strategy: 77}, {CP.checksum_flag: 7}, {CP.min_match: 99}, {CP.target_length: -9},
    {CP.ldm_hash_log: 1}, {CP.enable_long_distance_matching: 5}, {DP.window_log_max: 15}, {100: 3}, {12345: 3}, {1 << 40: 3},
]:
    attempt(options, C, options=options)
for options in [
    3, {DP.window_log_max: 5}, {DP.window_log_max: 99}, {DP.window_log_max: 0}, {DP.window_log_max: "a"}, {DP.window_log_max: 1 << 40},
    {CP.window_log: 15}, {1: 15}, {100: 15}, {"a": 15}, {1 << 40: 3}, {1000: 9},
]:
    attempt(options, D, options=options)
attempt("no classes", _zstd.set_parameter_types, 1, 2)
attempt("no class", _zstd.set_parameter_types, int, 2)

print("frames")
for data in x, x[:5], b"", b"junk" * 4, skipped, 1, x + b"more":
    attempt(data if data in (b"", 1) else len(data), _zstd.get_frame_info, data)
    attempt(data if data in (b"", 1) else len(data), _zstd.get_frame_size, data)

print("types")
for cls in C, D, ZstdDict, zstd.ZstdError:
    print(cls, cls.__module__, cls.__name__, cls.__text_signature__)
attempt("subclass", type, "X", (C,), {})
attempt("reduce", D().__reduce_ex__, 4)
attempt("reduce", raw.__reduce_ex__, 4)
attempt("other class", C.__new__, D)
attempt("attribute", setattr, C, "x", 1)
attempt("text", C().compress, "a")
attempt("text", D().decompress, "a")
attempt("nothing", D().decompress)
attempt("strided", C().compress, memoryview(b"abcdef")[::2])
print(zstd.zstd_version_info >= (1, 5), zstd.COMPRESSION_LEVEL_DEFAULT)

print("files")
f = io.BytesIO()
with zstd.open(f, "wt") as t:
    t.write("eins\nzwei\ndrei\n")
f.seek(0)
with zstd.open(f, "rt") as t:
    print(t.readlines())
f = io.BytesIO()
with tarfile.open(fileobj=f, mode="w:zst") as t:
    info = tarfile.TarInfo("member")
    info.size = len(DATA)
    t.addfile(info, io.BytesIO(DATA))
f.seek(0)
with tarfile.open(fileobj=f) as t:
    print(t.getnames(), t.extractfile("member").read() == DATA)
f = io.BytesIO()
with zipfile.ZipFile(f, "w", zipfile.ZIP_ZSTANDARD) as z:
    z.writestr("member", DATA)
with zipfile.ZipFile(f) as z:
    print(z.read("member") == DATA, z.getinfo("member").compress_type)

print("threads")
c = C()
parts = []
lock = threading.Lock()


def feed():
    for _ in range(20):
        part = c.compress(b"x" * 50000)
        with lock:
            parts.append(part)


workers = [threading.Thread(target=feed) for _ in range(4)]
for w in workers:
    w.start()
for w in workers:
    w.join()
print(c.last_mode, len(b"".join(parts) + c.flush()) > 0)
c = C(options={CP.nb_workers: 1, CP.job_size: 1 << 20, CP.compression_level: 10}, zstd_dict=ZstdDict(DATA * 20, is_raw=True))
c.compress(DATA * 90)
del c
