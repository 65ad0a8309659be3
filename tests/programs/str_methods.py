# str: every method.
def err(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(f"{type(e).__name__}: {e}")


s = "Hello, World"
print(s.upper(), s.lower(), s.title(), s.swapcase(), s.capitalize(), s.casefold(), "ß".upper(), "ǅ".lower(), "straße".casefold(), "they're".title())
print(s.find("o"), s.find("o", 5), s.find("z"), s.rfind("o"), s.index("W"), s.rindex("l"), s.count("l"), s.count(""), s.count("l", 4), "aaaa".count("aa"), s.find(""), s.find("", 50))
err(s.index, "z")
err(s.rindex, "z")
print(s.startswith("Hell"), s.startswith(("x", "He")), s.endswith("d"), s.startswith("W", 7), s.endswith("o", 0, 5), "".startswith(""))
err(s.startswith, 5)
err(s.startswith, [1])
print("a,b,,c".split(","), " a  b ".split(), "a b c".split(None, 1), "a,b,c".rsplit(",", 1), "".split(), "".split(","), "abc".split("abc"), " x y ".rsplit(), "1<>2<>3".split("<>", 1), " a b c ".split(" ", 2), " a  b  c ".rsplit(None, 1))
err("a".split, "")
print("l1\nl2\r\nl3\rl4\x0bl5\u2028l6".splitlines(), "a\n\nb\n".splitlines(True), "".splitlines())
print("  x ".strip() + "|", "  x ".lstrip() + "|", "  x ".rstrip() + "|", "xxaxx".strip("x"), "abcba".strip("ab"), "www.ex.com".lstrip("w."), "\u3000x\u00a0".strip())
print("ab".center(7, "*"), "ab".ljust(5, ".") + "|", "ab".rjust(5) + "|", "42".zfill(5), "-42".zfill(5), "+x".zfill(4), "ab".center(5), "abc".center(2), "x".center(4))
print("a-b-c".replace("-", "+"), "aaa".replace("a", "b", 2), "abc".replace("", "."), "x".replace("x", ""), "abab".replace("ab", "abab"))
print("-".join(["a", "b"]), "".join("xyz"), ",".join([]), " ".join(("one",)), ", ".join({"k": 1}), "ab".join("XYZ"))
err(",".join, [1, 2])
err(",".join, 5)
err(",".join, ["a", None])
print("k=v=w".partition("="), "k=v=w".rpartition("="), "kv".partition("="), "kv".rpartition("="))
print("abc".isalpha(), "ab1".isalnum(), "12".isdigit(), "½".isnumeric(), "²".isdigit(), "²".isdecimal(), " \t".isspace(), "Ab".isupper(), "AB1".isupper(), "ab".islower(), "Ab Cd".istitle(), "a_1".isidentifier(), "1a".isidentifier(), "".isalpha(), "é".isalpha(), "ab\n".isprintable(), "a".isascii(), "é".isascii(), "if".isidentifier())
print("a\tb\tc".expandtabs(4), "\t|".expandtabs(), "ab\tc".expandtabs(0), "abc".removeprefix("a"), "abc".removesuffix("bc"), "abc".removeprefix("x"))
t = str.maketrans("abc", "xyz", "d")
print("aabbccdd".translate(t), "abc".translate({97: None, 98: "BB", 99: 67}), str.maketrans({"a": "1"}))
print("abc".encode(), "é€".encode("utf-8"), "é".encode("latin-1"), "a".encode("ascii"), "€é".encode("ascii", "ignore"), "é".encode("ascii", "replace"), "é".encode("ascii", "backslashreplace"), "a😀".encode("utf-16-le"))
err("é".encode, "ascii")
err("a".encode, "nope")
print("a" < "b", "a" + "b", "ab" * 3, 0 * "x", "x" * -1, "a" in "cat", len("añ😀"), "abc"[1], "abc"[-1], "abc"[::-1], [c for c in "añ😀"], hash("") == 0, "abc" == "abc")
err(lambda: "a" + 1)
err(lambda: "a" * "b")
err(lambda: 1 + "a")
err(lambda: "abc"[5])
err(lambda: 5 in "abc")
err(lambda: "a" < 1)
print(repr("it's"), repr('say "hi"'), repr("both ' and \""), repr("\n\t\r\\\0\x7f\x80\xa0é\u200b😀\ud800"), str(b"x"), str(b"\xc3\xa9", "utf-8"), str(5), str(None), str(), str([1, "a"]), "\x41\u0042\U00000043\N{LATIN SMALL LETTER D}\101")
print("A-%s" % "x", "{}-{}".format(1, 2), "{0}{1}{0}".format("a", "b"), "abc".format(), "ß" == "ss", "é" == "e\u0301", ord("é"), chr(128512), min("hello"), max("hello"), sorted("hello"))
print("""triple
"quoted" 'text'""", 'a' "b" 'c', r"\raw\n", "line \
continued", "%%", "{{}}")
