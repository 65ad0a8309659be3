"""json: documents written with all options and read again, damaged documents with the message and place of their error."""
import json

from inputs import integer, mutated, number, text

JUNK = '{}[]",:0123456789.eE+-tfn\\u \n\té\x00\ufeffNI/'


# One object: NaNs are the same key where they are the same object, and of floats that is left to the implementation.
NAN = float("nan")


class Odd:
    """Not serializable unless default() helps."""

    def __repr__(self):
        return "Odd()"


class Number(float):
    def __repr__(self):
        return "Number"


class Whole(int):
    def __repr__(self):
        return "Whole"


def scalar(r):
    k = r.below(12)
    if k < 3:
        return text(r)
    if k < 5:
        return integer(r, 130)
    if k < 7:
        return number(r)
    if k == 11 and r.chance(25):
        return r.pick([Odd(), b"bytes", {1}, 1j, Number(1.5), Whole(3), object])
    return r.pick([None, True, False, 0, "", "a", 1.5])


def key(r):
    k = r.below(10)
    return text(r, 5) if k < 6 else r.pick([1, -5, 1.5, None, True, False, 2**70, float("inf"), NAN, "a", "b"]) if k < 9 or r.chance(70) else r.pick([(1, 2), b"k", Whole(3), Number(2.5)])


def value(r, depth=0):
    k = r.below(10)
    if depth > 3 or k < 5 and depth:
        return scalar(r)
    n = r.below(4)
    if k < 7:
        items = [value(r, depth + 1) for _ in range(n)]
        return tuple(items) if r.chance(20) else items
    if r.chance(80):
        return {text(r, 4): value(r, depth + 1) for _ in range(n)}
    return {key(r): value(r, depth + 1) for _ in range(n)}


def options(r):
    o = {}
    if r.chance(25):
        o["skipkeys"] = r.chance(60)
    if r.chance(40):
        o["ensure_ascii"] = r.chance(40)
    if r.chance(15):
        o["check_circular"] = r.chance(50)
    if r.chance(25):
        o["allow_nan"] = r.chance(40)
    if r.chance(35):
        o["indent"] = r.pick([0, 1, 2, 4, -1, "\t", "", "--", True, None])
    if r.chance(25):
        o["separators"] = r.pick([(",", ":"), (", ", " : "), ("é", "中"), (";", "="), ["a", "b"]])
    if r.chance(30):
        o["sort_keys"] = r.chance(80)
    if r.chance(30):
        o["default"] = r.pick([repr, lambda x: [1, "odd"], lambda x: {"odd": None}, lambda x: 1 / 0] + [lambda x: x] * o.get("check_circular", True))
    return o


def circular(r):
    v = value(r)
    holder = r.pick([[v], {"a": v}])
    if isinstance(holder, list):
        holder.append(holder)
    else:
        holder["self"] = [1, holder]
    return holder


def document(r, depth=0):
    """A JSON text, made without json."""
    space = r.pick(["", "", "", " ", "\n", "\t ", "\r\n"])
    k = r.below(12)
    if depth > 3 or k < 6 and (depth or k < 2):
        j = r.below(8)
        if j < 3:
            return string(r)
        if j < 6:
            return r.pick([str(integer(r, 130)), "0", "-0", "1.5", "-0.0", "1e5", "1E+2", "2e-7", "0.1e1", repr(number(r)), "1." if r.chance(5) else "3", "01" if r.chance(5) else "7", "NaN", "-Infinity", "Infinity"])
        return r.pick(["null", "true", "false"])
    if k < 9:
        return f"[{space}" + f"{space},{space}".join([document(r, depth + 1) for _ in range(r.below(4))]) + f"{space}]"
    return f"{{{space}" + f"{space},{space}".join([f"{string(r)}{space}:{space}{document(r, depth + 1)}" for _ in range(r.below(4))]) + f"{space}}}"


def string(r):
    s = '"'
    for _ in range(r.below(5)):
        k = r.below(10)
        if k < 6:
            s += r.pick("abc é中😀'/")
        elif k < 9:
            s += r.pick(["\\n", "\\t", "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\r", "\\u00e9", "\\u4E2D", "\\ud83d\\ude00", "\\ud800", "\\udc00", "\\ud800\\u0041", "\\u0000"])
        elif r.chance(25):
            s += r.pick(["\\x41", "\\u12", "\\u12g4", "\\u 123", "\\u+123", "\n", "\x00", "\x1f", "\\", "\ud800", "\\u00é9", "\\ud83d\\u", "\\ud83d\\ude0"])
    return s + '"'


def loads_options(r):
    o = {}
    if r.chance(12):
        o["parse_float"] = r.pick([str, lambda s: ("f", s), lambda s: 1 / 0, len])
    if r.chance(12):
        o["parse_int"] = r.pick([str, lambda s: ("i", s), float])
    if r.chance(12):
        o["parse_constant"] = r.pick([str, lambda s: ("c", s)])
    if r.chance(12):
        o["object_hook"] = r.pick([lambda d: sorted(d), lambda d: len(d), lambda d: d])
    if r.chance(12):
        o["object_pairs_hook"] = r.pick([lambda p: p, lambda p: len(p), tuple])
    if r.chance(12):
        o["strict"] = r.chance(50)
    return o


def loads(s, o):
    try:
        return json.loads(s, **o)
    except json.JSONDecodeError as e:
        return "error", str(e), e.msg, e.pos, e.lineno, e.colno


def dumps(v, o):
    return json.dumps(v, **o)


def iterencode(v, o):
    return list(json.JSONEncoder(**o).iterencode(v))


def round_trip(v):
    return json.loads(json.dumps(v))


def raw_decode(s, i):
    try:
        return json.JSONDecoder().raw_decode(s, i)
    except json.JSONDecodeError as e:
        return "error", str(e)


def case(r):
    k = r.below(20)
    if k < 6:
        return "dumps", dumps, (value(r), options(r))
    if k == 6:
        return "dumps", dumps, (circular(r), options(r) | {"check_circular": True, "skipkeys": True})
    if k == 7:
        return "iterencode", iterencode, (value(r), options(r))
    if k < 10:
        return "round_trip", round_trip, (value(r),)
    if k < 13:
        return "loads", loads, (document(r), loads_options(r))
    if k < 18:
        return "loads/damaged", loads, (mutated(r, document(r), JUNK), loads_options(r))
    if k == 18:
        return "raw_decode", raw_decode, (r.pick(["", " ", "x"]) + document(r) + r.pick(["", " x", "]"]), r.between(-1, 3))
    s = document(r)
    if r.chance(30):
        s = mutated(r, s, JUNK)
    data = s.encode(r.pick(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-7"]), "surrogatepass" if r.chance(80) else "replace")
    return "loads/bytes", loads, (r.pick([data, bytearray(data)]), loads_options(r))
