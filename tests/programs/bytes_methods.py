# bytes: literals, constructor, methods, errors.
def err(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(f"{type(e).__name__}: {e}")


b = b"Hello, World"
print(b, b"\x00\xff\n\t\\'\"", b'"', b"'", bytes(3), bytes([65, 66]), bytes("é", "utf-8"), bytes(b"x"), bytes(range(3)), bytes())
print(b[0], b[-1], b[1:4], b[::-1], len(b), list(b"ab"), 72 in b, b"ell" in b, b"zz" in b, b + b"!", b"ab" * 3, b == b"Hello, World", b < b"I", hash(b"a") == hash(b"a"))
print(b.upper(), b.lower(), b.title(), b.swapcase(), b.capitalize(), b.find(b"o"), b.rfind(b"o"), b.index(b"W"), b.count(b"l"), b.find(111), b.count(b""))
print(b.startswith(b"He"), b.endswith((b"x", b"ld")), b.replace(b"l", b"L", 2), b.split(b","), b"a b  c".split(), b"a,b,c".rsplit(b",", 1), b" x ".strip(), b"xxaxx".strip(b"x"), b"l1\nl2\r\n".splitlines())
print(b"-".join([b"a", b"b"]), b"k=v".partition(b"="), b"k=v=w".rpartition(b"="), b"ab".center(6, b"*"), b"ab".ljust(4) + b"|", b"7".zfill(3), b"a\tb".expandtabs(4))
print(b"abc".isalpha(), b"12".isdigit(), b"a1".isalnum(), b" ".isspace(), b"AB".isupper(), b"ab".islower(), b"Ab".istitle(), b"abc".isascii(), b"abc".removeprefix(b"a"), b"abc".removesuffix(b"c"))
print(b"abc".hex(), bytes.fromhex("61 62 63"), b"\xc3\xa9".decode(), b"\xe9".decode("latin-1"), b"abc".decode("ascii"), b"\xff".decode("utf-8", "replace"), b"a\xffb".decode("utf-8", "ignore"), b"abc".hex("-"), b"\xff".decode("ascii", "backslashreplace"))
print(b"abc".translate(bytes(range(256)), b"b"), bytes.maketrans(b"ab", b"xy")[97:99], b"%d %s %x" % (5, b"z", 255), b"%05.1f|%c" % (3.14159, 65))
err(lambda: b"a" + "b")
err(lambda: "a" + b"b")
err(bytes, "x")
err(bytes, [256])
err(bytes, -1)
err(bytes, ["a"])
err(bytes, 1.5)
err(b"\xff".decode)
err(b"\xc3".decode)
err(b"abc\x80".decode, "ascii")
err(lambda: b"abc"[10])
err(lambda: b"a" in "abc")
err(lambda: "a" in b"abc")
err(b"a".index, b"z")
err(bytes.fromhex, "6g")
err(b"a".join, ["x"])
err(b"a".split, b"")
print(b"a" == "a", b"a" == [97], bool(b""), max(b"az"), sorted(b"cab"), bytes(reversed(b"abc")), tuple(b"ab"), str(b"q"), repr(b"\xf0"), f"{b'x'}", b"a" b"b", rb"\n", bool(b"\0"))
try:
    b = b"abc"
    b[0] = 1
except TypeError as e:
    print(e)
