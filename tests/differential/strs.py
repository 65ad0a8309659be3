"""Methods of str, bytes and bytearray, subscripts, both ways of formatting, codecs with the error handlers."""
import codecs
import operator
import unicodedata

from inputs import ASTRAL, LATIN, SURROGATES, UCS2, integer, mutated, number, percent_spec, some_bytes, spec, text

# Arguments: s a text likely to lie inside, t any text, i an index, n a count, w a width, c a fill character, l a list of texts, y a table, b a bool,
# p a tuple of affixes; what is in brackets may be missing.
METHODS = {
    "capitalize": "", "casefold": "", "center": "w[c]", "count": "s[ii]", "endswith": "p[ii]", "expandtabs": "[n]", "find": "s[ii]", "index": "s[ii]",
    "isalnum": "", "isalpha": "", "isascii": "", "isdecimal": "", "isdigit": "", "isidentifier": "", "islower": "", "isnumeric": "", "isprintable": "",
    "isspace": "", "istitle": "", "isupper": "", "join": "l", "ljust": "w[c]", "lower": "", "lstrip": "[s]", "partition": "s", "removeprefix": "s",
    "removesuffix": "s", "replace": "st[n]", "rfind": "s[ii]", "rindex": "s[ii]", "rjust": "w[c]", "rpartition": "s", "rsplit": "[sn]", "rstrip": "[s]",
    "split": "[sn]", "splitlines": "[b]", "startswith": "p[ii]", "strip": "[s]", "swapcase": "", "title": "", "translate": "y", "upper": "", "zfill": "w",
    "__repr__": "", "__hash__": "", "__len__": "", "__contains__": "s", "__mul__": "n", "__getitem__": "i", "__add__": "t", "__lt__": "t", "__eq__": "t",
}
# Names, not functions: `str.x(s)` and `s.x()` are to come to the same.
STR = sorted(METHODS)
BYTES = sorted(set(METHODS) - {"casefold", "isdecimal", "isidentifier", "isnumeric", "isprintable"}) + ["hex", "decode"]
CODECS = ["utf-8", "utf8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "latin-1", "ascii", "unicode_escape", "raw_unicode_escape", "utf-7",
          "utf-8-sig", "punycode", "idna", "cp1252", "cp437", "koi8-r", "iso8859-15", "mac-roman", "charmap", "cp037", "iso8859-7", "cp1251", "rot13", "hex", "base64", "uu"]
ERRORS = ["strict", "strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace", "namereplace", "surrogateescape", "surrogatepass", "nonsense"]
FORMATS = {"n": 42, "x": 1.5, "s": "héllo", "l": [1, "two", {"k": 3}], "d": {"a": 1, "0": 2, "b c": 3}, "z": 1 + 2j, "N": None, "t": (4, 5)}


def near(r, s):
    """A piece of the str or bytes, or something else of its kind."""
    k = r.below(10)
    if k < 6:
        i = r.below(len(s) + 1)
        return s[i:i + r.below(4)]
    if type(s) is str:
        return text(r, 3)
    if k == 9:
        return r.below(257) if r.chance(80) else r.pick([-1, 256, None, 1.5, "a"])
    return some_bytes(r, 3)


def index(r):
    k = r.below(20)
    return r.between(-14, 14) if k < 17 else None if k == 17 else integer(r, 80) if k == 18 else r.pick([True, 1.0, "1"])


def argument(r, kind, s):
    if r.chance(1):
        return r.pick([None, 1, "x", b"x", 1.5, [], ()])
    if kind == "s":
        return near(r, s)
    if kind == "t":
        return text(r, 4) if type(s) is str else r.pick([bytes, bytearray, memoryview])(some_bytes(r, 4)) if r.chance(30) else some_bytes(r, 4)
    if kind == "i":
        return index(r)
    if kind == "n":
        return r.between(-2, 9)
    if kind == "w":
        return r.between(-2, 20)
    if kind == "b":
        return r.chance(50)
    if kind == "c":
        c = r.pick("*0 é中😀\ud800") if type(s) is str else r.pick([b"*", b"\x00", b"ab", bytearray(b"x")])
        return c + c if r.chance(3) else c
    if kind == "p":
        return tuple(near(r, s) for _ in range(r.below(4))) if r.chance(30) else near(r, s)
    if kind == "l":
        items = [argument(r, "t", s) for _ in range(r.below(6))]
        if r.chance(5):
            items.append(r.pick([1, None, b"x", "x"]))
        return tuple(items) if r.chance(30) else items
    if type(s) is not str:
        return bytes(r.below(256) for _ in range(256)) if r.chance(90) else r.pick([None, b"abc"])
    letters = [r.pick(s) if s and r.chance(60) else r.pick("abcé中😀") for _ in range(r.below(5))]
    if r.chance(30):
        n = r.below(len(letters) + 1)
        return str.maketrans("".join(letters[:n]), "".join(letters[:n][::-1]), "".join(letters[n:]))
    return {ord(c): r.pick([None, "", "xy", "中", 0x10FFFF, ord("q"), 0xE9, 0x110000 if r.chance(10) else 65, -1 if r.chance(10) else 66]) for c in letters}


def method(r, s, names):
    name = r.pick(names)
    kinds = METHODS.get(name)
    if kinds is None:
        args = [":", r.between(-5, 5)][:r.below(3)] if name == "hex" else [r.pick(CODECS[:14]), r.pick(ERRORS)]
        return f"{type(s).__name__}.{name}", call, (s, name, *args)
    args, optional = [], False
    for kind in kinds:
        if kind == "[":
            optional = True
        elif kind != "]":
            if optional and r.chance(40):
                break
            args.append(argument(r, kind, s))
    if name in ("split", "rsplit") and args and r.chance(30):
        args[0] = None
    if name == "__getitem__" and r.chance(60):
        args = [slice(index(r), index(r), index(r) if r.chance(50) else None)]
    if r.chance(1):
        args.append(1)
    return f"{type(s).__name__}.{name}", call, (s, name, *args)


def call(value, name, *args):
    return getattr(value, name)(*args)


class Shown:
    """Says what it is formatted with."""

    def __format__(self, spec):
        return f"<{spec}>"

    def __repr__(self):
        return "Shown é😀\ud800"

    attribute = "attr"


FORMATS["o"] = Shown()
VALUES = [0, 3, -7, 2**70, 1.25, float("nan"), "str", "é中", "😀", None, [1, 2], {"a": "b"}, True, 1j, b"by", Shown()]


def field(r, depth=0):
    s = "{"
    k = r.below(10)
    s += "" if k < 3 else str(r.below(5)) if k < 6 else r.pick(list(FORMATS)) if k < 9 else r.pick(["é", "-1", "99999999999999999999", " 0", "0 ", "", "n.", "n!"])
    while r.chance(20):
        s += r.pick([".real", ".imag", "[0]", "[1]", "[a]", "[b c]", "[-1]", ".attribute", "[k]", ".", "[", "[]", "]", "[99999999999999999999]", ".__class__.__name__"])
    if r.chance(20):
        s += "!" + r.pick(["r", "s", "a", "x", "", "rr"]) if r.chance(20) else "!" + r.pick("rsa")
    if r.chance(45):
        s += ":"
        if depth < 2 and r.chance(25):
            s += r.pick(["", ">", "*^", "0"]) + field(r, depth + 1) + r.pick(["", "d", "f", ".2f"])
        else:
            s += spec(r, "sssdfgxneE%c")
    return s + "}"


def template(r):
    s = ""
    for _ in range(r.between(1, 3)):
        s += r.pick(["", "a", "é", "{{", "}}", "中", "😀", "text "]) + field(r)
    if r.chance(15):
        s = mutated(r, s, "{}[]!:.0a")
    return s


def str_format(s, args):
    return s.format(*args, **FORMATS)


def format_map(s, mapping):
    return s.format_map(mapping)


def percent_template(r):
    s, values = "", []
    mapping = r.chance(25)
    for _ in range(r.between(1, 3)):
        one = percent_spec(r, "sssrra" + "diouxXeEfFgGc%b")
        if mapping:
            one = one.replace("%", "%(" + r.pick(["n", "x", "s", "missing", "", "(n)"]) + ")", 1)
        elif r.chance(10):
            one = one.replace("%", "%*", 1)
            values.append(r.between(-9, 9))
        s += r.pick(["", "a", "é ", "中", "😀"]) + one
        values.append(r.pick([integer, number, text, lambda r: r.pick(VALUES)])(r))
    if r.chance(10):
        values = values[:-1] if r.chance(50) else values + [1]
    if mapping:
        return s, {"n": integer(r), "x": number(r), "s": text(r, 5), "": "empty", "(n)": "nested"}
    return s, tuple(values) if len(values) != 1 or r.chance(80) else values[0]


def known(s):
    """The text without what Unicode 3.2 did not have: how stringprep treats that depends on the release of the library."""
    return "".join([c for c in s if unicodedata.ucd_3_2_0.category(c) != "Cn"])


def encoded(r, s):
    """Bytes of the text in some encoding, damaged now and then."""
    codec = r.pick(CODECS[:18])
    try:
        data = s.encode(codec, r.pick(["replace", "surrogatepass", "ignore"]))
    except (UnicodeError, LookupError):
        data = s.encode("utf-8", "surrogatepass")
        codec = "utf-8"
    k = r.below(10)
    if k < 5 and data:
        i = r.below(len(data))
        data = data[:i] + [b"", bytes([r.below(256)]), data[i:i + 1] * 2, b"\xff", b"\xed\xa0\x80"][k] + data[i + 1:]
    elif k == 5:
        data = data[:r.below(len(data) + 1)]
    if r.chance(15):
        codec = r.pick(CODECS)
    return data, codec, r.pick(ERRORS)


ESCAPES = ["\\", "\\x", "\\u", "\\U", "\\N{", "\\n", "\\t", "\\'", "\\0", "\\777", "\\400", "\\xe9", "\\u4e2d", "\\U0001f600", "\\U00110000", "\\N{DIGIT ONE}", "\\ud800", "\\8", "\\\n", "\\\\", "a", "41", "}", "é",
           "{", "SPACE", "\\N"]
UTF7 = ["+", "-", "+-", "+AGE-", "+AOk", "+2D3eAA-", "+2D0-", "+3gA-", "a", "/", "~", "\\", "é", "+A", "+AAA", "+//8", "!", "+ZeVnLIqe-", "\x00"]


def case(r):
    k = r.below(32)
    if k < 13:
        s = text(r)
        if r.chance(40):
            s += r.pick([" ", ",", "ab", "\n", "ab ab", "\r\n", "\t"]) + s
        return method(r, s, STR)
    if k < 17:
        s = some_bytes(r)
        if r.chance(40):
            s += r.pick([b" ", b",", b"ab", b"\n", b"\r\n", b"\t"]) + s
        if r.chance(50):
            s = bytearray(s)
        return method(r, s, BYTES)
    if k < 20:
        return "str.format", str_format, (template(r), [r.pick(VALUES) for _ in range(r.below(4))])
    if k == 20:
        return "format", format, (text(r) if r.chance(95) else r.pick(VALUES), spec(r, "sssd"))
    if k < 23:
        return "%", operator.mod, percent_template(r)
    if k == 23:
        s, values = percent_template(r)
        return "bytes%", operator.mod, (s.encode("utf-8", "replace"), values)
    if k < 26:
        s, codec = text(r), r.pick(CODECS)
        return "encode", str.encode, (known(s) if codec == "idna" else s, codec, r.pick(ERRORS))
    if k < 29:
        data, codec, errors = encoded(r, text(r))
        return "decode", codecs.decode, (data, codec, errors)
    if k == 29:
        s = "".join([r.pick(ESCAPES) for _ in range(r.between(1, 6))]).encode("latin-1")
        return "decode", codecs.decode, (s, r.pick(["unicode_escape", "raw_unicode_escape"]), r.pick(ERRORS))
    if k == 30:
        s = "".join([r.pick(UTF7) for _ in range(r.between(1, 6))]).encode("latin-1")
        return "decode", codecs.decode, (s, "utf-7", r.pick(ERRORS))
    j = r.below(6)
    if j == 0:
        s = text(r)
        if r.chance(60):
            s = "".join([r.pick(["a", "Z9", "bücher", "中", "ß", ".", "-", "xn--", "xn--bcher-kva", "。", "😀", "A" * 30]) for _ in range(r.below(5))])
        return "encode", str.encode, (known(s), r.pick(["idna", "punycode"]), r.pick(ERRORS))
    if j == 1:
        s = r.pick([b"xn--bcher-kva", b"bcher-kva", b"abc", b"-", b"xn--", b"a.b", b"\xff", b"kva", b"99999999", b"ab-cd-1x9"]) + some_bytes(r, 3)
        return "decode", codecs.decode, (s, r.pick(["idna", "punycode"]), r.pick(ERRORS))
    if j == 2:
        return "fromhex", r.pick([bytes, bytearray]).fromhex, ("".join([r.pick(["a", "0f", " ", "FF", "\n", "é", "1", "00", "g", "\u0660"]) for _ in range(r.below(7))]),)
    if j == 3:
        order = sorted([text(r, 3) for _ in range(6)])
        return "sorted", sorted, (order,)
    if j == 4:
        return "maketrans", str.maketrans, tuple(text(r, 3) for _ in range(r.between(1, 3)))
    return "charmap", codecs.charmap_decode, (some_bytes(r, 5), r.pick(ERRORS), r.pick([None, "abc" * 50, "é中😀\ufffe" * 64, {97: "x", 98: None, 0: 0x110000, 255: 233}]))
