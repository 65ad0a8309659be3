"""Patterns over the whole syntax of re on short texts, in every way to match; malformed patterns with their messages and positions."""
import re
import warnings

from inputs import mutated

LETTERS = ["abc", "abAB1 _", "abkKſsSéÉß", "aﬁﬅſtſiIİıiΣσςµμ", "ab\n\r\x00", "中あ😀𐐀𐐨Ǆǅǆ", "aA12_ -\n"]
CLASSES = ["\\d", "\\w", "\\s", "\\D", "\\W", "\\S"]
ANCHORS = ["^", "$", "\\b", "\\B", "\\A", "\\Z", "\\z"]
METHODS = ["search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split"]
JUNK = "()[]{}*+?|^$.\\-,:=!<>P&#abgiLmsux019 ~é"
FLAGS = [0, 0, 0, re.I, re.I, re.M, re.S, re.X, re.A, re.I | re.A, re.I | re.M | re.S, re.U]


class Maker:
    def __init__(self, r, letters):
        self.r, self.letters, self.groups, self.open, self.budget = r, letters, 0, [], 14

    def literal(self):
        r = self.r
        c = r.pick(self.letters)
        k = r.below(20)
        if k == 0:
            return f"\\x{ord(c):02x}" if ord(c) < 256 else f"\\u{ord(c):04x}" if ord(c) < 65536 else f"\\U{ord(c):08x}"
        if k == 1:
            return r.pick(["\\n", "\\t", "\\0", "\\141", "\\.", "\\-", "\\\\", "\\N{DIGIT ONE}", "\\012"])
        return re.escape(c)

    def member(self):
        r = self.r
        k = r.below(10)
        if k < 5:
            return self.literal()
        if k < 7:
            return r.pick(CLASSES)
        if k == 7:
            return r.pick(["-", "^", "]", "[", ".", "\\]", "\\^", "\\b", "||", "&&", "--"])
        a, b = r.pick(self.letters), r.pick(self.letters)
        if a > b and r.chance(97):
            a, b = b, a
        return f"{re.escape(a)}-{re.escape(b)}"

    def members(self):
        return "[" + ("^" if self.r.chance(25) else "") + "".join([self.member() for _ in range(self.r.between(1, 4))]) + "]"

    def group(self, depth):
        r = self.r
        k = r.below(16)
        if k < 5:
            self.groups += 1
            n = self.groups
            name = f"?P<n{n}>" if k == 4 else ""
            inner = self.alternatives(depth + 1)
            self.open.append(n)
            return f"({name}{inner})"
        if k < 8:
            return f"(?:{self.alternatives(depth + 1)})"
        if k == 8:
            return f"(?>{self.alternatives(depth + 1)})"
        if k < 11:
            return f"(?{r.pick('=!')}{self.alternatives(depth + 1)})"
        if k < 13:
            return f"(?<{r.pick('=!')}{''.join([self.plain() for _ in range(r.between(0, 3))])})"
        if k == 13 and self.open:
            n = r.pick(self.open)
            otherwise = f"|{self.sequence(depth + 1)}" if r.chance(70) else ""
            return f"(?({n}){self.sequence(depth + 1)}{otherwise})"
        if k == 14 and self.open:
            return f"\\{r.pick(self.open)}"
        return f"(?{r.pick(['i', 's', 'm', 'x', 'a', 'u', 'i-s', '-i', 'im', 's-m', 'i-m'])}:{self.alternatives(depth + 1)})"

    def plain(self):
        r = self.r
        k = r.below(10)
        return self.literal() if k < 5 else r.pick(CLASSES) if k < 7 else self.members() if k < 9 else "."

    def atom(self, depth):
        r = self.r
        self.budget -= 1
        k = r.below(20)
        if k < 4 and depth < 4 and self.budget > 0:
            return self.group(depth)
        if k == 4:
            return r.pick(ANCHORS)
        if k == 5 and self.open:
            n = r.pick(self.open)
            return f"\\{n}"
        return self.plain() if k < 18 else self.members() if k == 18 else "."

    def sequence(self, depth):
        r = self.r
        s = ""
        for _ in range(r.between(0 if depth else 1, 3)):
            s += self.atom(depth)
            k = r.below(20)
            if k < 7 and not s.endswith(tuple(ANCHORS)):
                s += r.pick(["*", "+", "?", "{2}", "{1,2}", "{0,3}", "{,2}", "{1,}", "{0}", "{2,1}" if r.chance(5) else "{2,3}"]) + r.pick(["", "", "", "?", "+"])
        return s

    def alternatives(self, depth):
        s = self.sequence(depth)
        while self.r.chance(20):
            s += "|" + self.sequence(depth)
        return s


def span(m):
    if m is None:
        return None
    return m.span(), m.group(), m.groups(), m.regs, m.lastindex, m.lastgroup


def run(pattern, flags, name, subject, more, strict):
    """One method of a compiled pattern; compile errors with where they are."""
    try:
        if strict:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                p = re.compile(pattern, flags)
        else:
            p = re.compile(pattern, flags)
    except re.error as e:
        return "error", e.msg, e.pos, e.lineno, e.colno, str(e)
    if name == "info":
        return p.groups, p.groupindex, p.flags, repr(p), p == re.compile(pattern, flags)
    if name in ("search", "match", "fullmatch"):
        m = getattr(p, name)(subject, *more)
        return span(m)
    if name == "finditer":
        return [span(m) for m in p.finditer(subject, *more)]
    if name == "findall":
        return p.findall(subject, *more)
    if name == "split":
        return p.split(subject, *more)
    if name == "expand":
        m = p.search(subject)
        return m and m.expand(more[0])
    return getattr(p, name)(more[0], subject, *more[1:])


TEMPLATES = ["", "x", "<\\g<0>>", "\\1", "[\\g<1>]", "\\g<n1>", "\\n\\t", "\\\\", "\\0", "\\x", "\\g<", "\\g<99>", "\\101", "\\9", "é\\1", "\\g<2>\\g<1>", "\\g<-1>", "\\g<>", "\\g<n é>", "\\8\\1", "\\q", "\\"]


def subject(r, letters, pattern):
    n = r.below(13)
    s = "".join([r.pick(letters) for _ in range(n)])
    return s


def case(r):
    letters = r.pick(LETTERS)
    maker = Maker(r, letters)
    pattern = maker.alternatives(0)
    flags = r.pick(FLAGS)
    if r.chance(6):
        pattern = f"(?{r.pick(['i', 'm', 's', 'x', 'a', 'im', 'L', 'u', 'q', '', '-i', 'ai', 'au'])})" + pattern
    malformed = r.chance(20)
    if malformed:
        pattern = mutated(r, pattern, JUNK)
    text = subject(r, letters, pattern)
    name = r.pick(METHODS + ["search", "finditer", "expand"] + (["info"] if r.chance(30) else []))
    more = ()
    if name in ("sub", "subn"):
        more = (r.pick(TEMPLATES[:9]) if r.chance(85) else r.pick(TEMPLATES),) + ((r.between(-1, 3),) if r.chance(30) else ())
        if r.chance(15):
            more = ((lambda m: f"<{m.start()}:{m.group().upper()}>"),) + more[1:]
    elif name == "expand":
        more = (r.pick(TEMPLATES),)
    elif name == "split":
        more = (r.between(-1, 3),) if r.chance(30) else ()
    elif r.chance(20) and name != "info":
        more = (r.between(-2, 14),) + ((r.between(-2, 14),) if r.chance(50) else ())
        if "(?<" in pattern and len(more) == 2:
            # What a look behind finds between the end and a beginning behind it is accidental.
            more = tuple(sorted(more))
    kind = "str"
    if r.chance(15):
        kind = "bytes"
        pattern = pattern.encode("latin-1", "replace")
        if r.chance(97):
            text = text.encode("latin-1", "replace")
            more = tuple(m.encode("latin-1") if type(m) is str else (lambda m: b"<" + m.group().upper() + b">") if callable(m) else m for m in more)
        if r.chance(15):
            flags |= re.L
    return f"{name}/{kind}{'/malformed' if malformed else ''}", Run(name), (pattern, int(flags), text, more, r.chance(30))


class Run:
    def __init__(self, name):
        self.name = name

    def __call__(self, pattern, flags, text, more, strict):
        re.purge()
        return run(pattern, flags, self.name, text, more, strict)
