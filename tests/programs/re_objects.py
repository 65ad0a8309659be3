# The objects of re: patterns, matches, scanners, substitution, errors.
import re
import _sre
import copy

p = re.compile(r"(?P<first>\w+) (?P<second>\w+)?", re.I)
print(p, p.pattern, p.flags, p.groups, dict(p.groupindex), type(p.groupindex).__name__)
for q in (re.compile("a", re.A | re.S | re.X), re.compile(b"a", re.L), re.compile("x" * 300), re.compile("(?m)a")):
    print(repr(q)[:120], len(repr(q)))
print(p == re.compile(p.pattern, re.I), p == re.compile("a"), p != 3, hash(p) == hash(copy.copy(p)), copy.deepcopy(p) is p)
print(re.Pattern[str], re.Match[bytes])
m = p.match("Hello World again")
print(m, m.group(), m.group(1, "second"), m["first"], m[0], m.groups(), m.groupdict())
print(m.start(), m.end(2), m.span("first"), m.regs, m.lastindex, m.lastgroup, m.pos, m.endpos, m.string, m.re is p)
m = p.match("Hello ")
print(m.groups(), m.groups("-"), m.groupdict(""), m.span(2), m[2], m.expand(r"<\2|\g<first>|\n>"))
print(copy.copy(m) is m, bool(m))
for f in (lambda: m[3], lambda: m["x"], lambda: m[[]], lambda: m.group(-1), lambda: m.start(9), lambda: p.match(3), lambda: p.match(b""),
          lambda: re.match(b"a", "a"), lambda: re.Pattern(), lambda: re.Match(), lambda: re.sub("a", 3, "a"), lambda: re.sub("a", lambda m: 3, "bab"),
          lambda: re.sub(b"a", lambda m: "x", b"bab"), lambda: p.split("a", "b"), lambda: m.expand(r"\9"),
          lambda: re.compile(3), lambda: re.compile("(")):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)

print(re.sub("x*", "-", "abxd"), re.sub("x*?", "-", "abxd"), re.sub(r"\b|:+", "|", "a::bc"), re.subn("a", "b", "banana", count=2))
print(re.sub("(.)(x)?", r"[\1\2]", "axb"), re.sub("a", lambda m: m.group().upper() * 2, "banana"), re.sub("q", "z", "same"))
s = "no match here"
print(re.sub("q", "z", s) is s, re.sub(b"(a)", rb"<\1>", b"banana"), re.sub(b"a", b"\xff", bytearray(b"banana")))
print(re.sub("a", "ω\U00010000", "banana"), re.sub("", "-", "ab"), re.sub("a", lambda m: None, "banana"))
print(re.split(r"(-)|(,)", "a-b,c"), re.split("x*", "axbc"), re.split(r"\W+", "one, two three", maxsplit=1), re.compile("a").split("banana", -1))
print(re.findall("a(b)?", "abaab"), re.findall("(a)(b)?", "aba"), re.findall("", "ab"), re.findall(b"\\w", b"a b"), re.compile("a").findall("aaaa", 1, 3))
it = re.finditer(r"\d+", "1 22 333")
print(type(it).__name__, [m.span() for m in it], list(it))
sc = re.compile("a").scanner("aab")
print(type(sc).__name__, sc.match(), sc.match(), sc.match(), sc.match(), sc.pattern)
print(re.compile("^b").match("abc", 1), re.compile("b").match("abc", 1), re.compile("c$").search("abcd", 0, 3), re.compile("").match("abc", 2, 1),
      re.compile("(?<=a)b").match("ab", 1), re.compile("a").search("a", -5, 99).pos)
print(re.fullmatch("a|ab", "ab"), re.fullmatch("a*?", "aaa"), re.search("(?i)straße", "STRAßE"), re.escape("a.b*c\n"))
print(re.match(memoryview(b"ab").tobytes(), memoryview(b"abc")), re.search(b"c", memoryview(b"abc")).group())
print([bool(re.fullmatch(r"(?i)" + a, b)) for a, b in (("k", "\u212a"), ("s", "\u017f"), ("[a-z]", "\u212a"), ("ß", "ẞ"), ("ǆ", "ǅ"), ("\u0130", "i"), ("[^k]", "K"))])
print(re.findall(r"\B", ""), re.findall(r"\b", ""), re.findall(r"\b\w", "ab ωσ ß"), re.findall(r"(?a)\w+", "aωb"), re.findall(r"(?m)^.", "a\nb\n"), re.findall("(?m)$", "a\n"))
print(re.findall(r"\d", "1٣५"), re.findall(r"\s", "\x1c \u2003a"), re.findall(b"(?L)\\w", b"a\xe9_"))

class S(str):
    pass
print(type(re.sub("q", "", S("abc"))), type(re.match(".*", S("abc")).group()), type(re.match(".", S("abc")).string).__name__)

# A nest of repeats: marks are undone where a pass fails.
for pattern, text in ((r"(?:(a)|b)*", "ab"), (r"(a(b)?)+", "aba"), (r"(?:(x)|(y)|z)*", "xyz"), (r"(a*)*", "aab"), (r"(a*?)*?b", "aab"), (r"((a)|b)*?c", "abc"),
                      (r"(?>a+)b", "aaab"), (r"(?>a|ab)c", "abc"), (r"a++a", "aaa"), (r"(?:ab)*+a", "ababa"), (r"(a?)*+", "aaa"), (r"(?=(a+))\1b", "aab"),
                      (r"(?!(a)b)a(?(1)x|c)", "ac"), (r"(a)?(?(1)b|c)", "c"), (r"(a)(?:(?<=(a))b)", "ab"), (r"(\w)\1", "abccd"), (r"(?i)(\w)\1", "abcCd"),
                      (r"(?:a{2,3}?){2}", "aaaaaa"), (r"(?:a|aa)(?:b|ab)c", "aabc"), (r"(?s:.)\n?.", "\na"), (r"[^\W\d_]+", "12abc_"), (r"(?:(?:ab|a)(?:bc|c)?)+$", "abcabc")):
    m = re.search(pattern, text)
    print(pattern, m and (m.regs, m.lastindex))

# Deep backtracking and long loops.
print(re.match(r"(?:a|b)*c", "ab" * 50000), len(re.match(r"(?:(a)|(b))*", "ab" * 50000).group()), re.search(r"(?:x+)+y", "x" * 12))
print(len(re.findall(r"(?:\w|\W)*?;", "ab;" * 3000)))

# Code that the compiler does not make.
def bad(code, groups=0):
    try:
        _sre.compile("x", 0, code, groups, {}, ())
        return "fine"
    except Exception as e:
        return f"{type(e).__name__}: {e}"
print([bad(c) for c in ([], [0], [99, 1], [16, 1], [17, 0, 1], [17, 5, 1], [11, 0, 1], [6, 50, 1], [7, 9, 1], [13, 3, 1], [13, 4, 21, 0, 1], [24, 9, 0, 1, 16, 97, 1, 1],
                        [23, 4, 0, 1, 19, 1], [23, 4, 2, 1, 18, 1], [12, 0, 3, 1], [4, 5, 0, 1, 1], [14, 99, 0, 0, 0, 1], [15, 1, 1], [18, 1], [27, 2, 1], [10, 1, 1],
                        [13, 10, 10, 1] + [0] * 20 + [1], [25, 1])])
print(bad([-1, 1]), "|", bad([2**40, 1]), "|", bad(["a", 1]), "|", bad([1], -1), "|", bad([1]))
print(_sre.MAGIC, _sre.CODESIZE, _sre.MAXREPEAT, _sre.MAXGROUPS, _sre.getcodesize(), _sre.unicode_tolower(0x130), _sre.ascii_tolower(65), _sre.unicode_iscased(0x3c9), _sre.ascii_iscased(48))
try:
    re.compile("a").match("a", pos="x")
except TypeError as e:
    print(e)
