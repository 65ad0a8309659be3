# Text beyond ASCII: widths, indexing, comparison, identifiers, escapes, growing in place.
größe = "naïve café — 日本語 😀 \u0301"
print(größe, len(größe), größe[3], größe[-3], größe[11:20], größe.upper(), größe[::-1] == "".join(reversed(größe)))
for s in ("", "a", "é", "€", "😀", "aé", "aé€", "aé€😀"): print(repr(s), len(s), s.encode(), [ord(c) for c in s], s * 2, s + "x", "x" + s, s.find("€"), s.isascii(), s == s[:], (s + "😀")[:-1] == s)
s = ""
for i, c in enumerate("abé€😀z" * 3): s += c
print(s, len(s), s.count("é"), s.index("😀"), s.split("€"), s.replace("😀", "!"), s.strip("abz"), s.partition("é")[0])
t = s; s += "tail"; print(t == s, s.endswith("tail"), len(t)); u = s; s += "é"; print(u == s[:-1])
print("straße".upper(), "ΑΒΓ".lower(), "ǆ".title(), "İ".lower() == "i̇", "ﬁ".upper(), "é" < "z", "Z" < "a" < "é" < "€" < "😀", sorted("zéa€😀b"), max("aé€"), "日本".center(6, "*"), "%5s|%-5s|" % ("é", "€"), f"{'😀':>3}|")
print("\N{GREEK SMALL LETTER ALPHA}\u03b2\x67\t|\\n\'\"", '\101\60', "a\
b", r"\u0041", "\U0001F600", ascii("é😀\n") if False else repr("\x00\x1f\x7f\x85\xad\u2028\ufeff\U000e0001"))
print({"é": 1, "e\u0301": 2}, "é" == "e\u0301", hash("é") == hash("é"), "٣".isdigit(), int("٣٤"), float("٣.٥"), "½".isnumeric(), "Ⅷ".isnumeric(), "ªº".isalpha(), "_é1".isidentifier(), "\u00a0x\u3000".split(), "a\u2028b\x85c".splitlines())
class Ñandú:
    def saltar(self): return "¡salto!"
print(Ñandú().saltar(), Ñandú.__name__, [c for c in "añb"], dict(zip("αβ", range(2))), "añ"[1] is not None, " ".join(["日", "本"]), "ñ" in "año", "x".join("é€"), "é".encode("utf-8").decode("utf-8") == "é", "\ud800".encode("utf-8", "surrogatepass") if False else "", chr(0xe9) + chr(0x20ac) + chr(0x1f600))
