"""_bz2: compressors and decompressors, whole and in pieces."""
import bz2
import io
import pickle


def attempt(f, *args, **kwargs):
    try:
        return f(*args, **kwargs)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


text = b"".join(b"line %d\n" % (i * i % 1009) for i in range(5000))
packed = bz2.compress(text)
print(len(packed), bz2.decompress(packed) == text, bz2.compress(b"").hex(), bz2.decompress(bz2.compress(b"")))
for level in 1, 5, 9:
    print(level, len(bz2.compress(text * 30, level)))
for args in (0,), (10,), ("x",), (1, 2):
    print(args, attempt(bz2.BZ2Compressor, *args))
print(attempt(bz2.BZ2Decompressor, 1))
c = bz2.BZ2Compressor()
pieces = [c.compress(text[i : i + 1000]) for i in range(0, len(text), 1000)] + [c.flush()]
print(b"".join(pieces) == packed, attempt(c.compress, b"x"), attempt(c.flush), attempt(pickle.dumps, c), sep="\n")
d = bz2.BZ2Decompressor()
out = b"".join(d.decompress(packed[i : i + 7]) for i in range(0, len(packed), 7))
print(out == text, d.eof, d.unused_data, d.needs_input, attempt(d.decompress, b"x"))
d = bz2.BZ2Decompressor()
out = [d.decompress(packed + b"tail", 1000)]
while not d.eof:
    out.append(d.decompress(b"", max_length=10000))
print(b"".join(out) == text, [len(x) for x in out], d.unused_data)
d = bz2.BZ2Decompressor()
print(d.decompress(packed[:50]), d.needs_input, d.eof)
print(attempt(bz2.BZ2Decompressor().decompress, b"no bzip2 data"), attempt(bz2.decompress, packed[:-5]), attempt(bz2.decompress, b"x"), sep="\n")
print(attempt(bz2.BZ2Decompressor().decompress, "x"), attempt(bz2.compress, "x"), sep="\n")
print(bz2.decompress(packed + packed) == text * 2)
file = io.BytesIO()
with bz2.BZ2File(file, "w") as f:
    f.write(text)
file.seek(0)
with bz2.open(file, "rt") as f:
    print(f.readline(), len(f.readlines()))
