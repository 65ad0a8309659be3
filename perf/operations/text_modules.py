"""json, re, csv."""
import csv
import io
import json
import re

from harness import main, operation

DATA = {
    "users": [
        {"id": i, "name": f"User {i}", "score": i * 1.25, "tags": ["a", "b", "ü"], "active": i % 2 == 0, "parent": None}
        for i in range(100)
    ],
    "text": "a \"quoted\" line\nand another\t" * 20,
    "numbers": list(range(500)),
}
ENCODED = json.dumps(DATA)
TEXT = (
    "On 2024-05-17 alice@example.com wrote to bob.smith@mail.example.org about 42 things: "
    "prices of $12.50 and $1,300.00; see https://example.com/a/b?c=d#e or call +1 (555) 123-4567. "
    "The quick brown fox jumps over the lazy dog again and again. "
) * 20
PATTERNS = {
    "literal": "lazy",
    "alternation": "alice|bob|carol|fox",
    "email": r"[\w.]+@[\w.]+\.\w+",
    "date": r"(\d{4})-(\d\d)-(\d\d)",
    "words": r"\b[a-z]+\b",
    "lazy": r"\(.*?\)",
    "backreference": r"\b(\w+) and \1\b",
    "lookahead": r"\w+(?= the)",
}


@operation(20)
def json_dumps(n):
    s = ""
    for _ in range(n):
        s = json.dumps(DATA)
    return len(s)


@operation(5)
def json_dumps_indent(n):
    s = ""
    for _ in range(n):
        s = json.dumps(DATA, indent=2, sort_keys=True)
    return len(s)


@operation(20)
def json_loads(n):
    d = {}
    for _ in range(n):
        d = json.loads(ENCODED)
    return len(d)


for _name, _pattern in PATTERNS.items():
    def search(n, pattern=_pattern):
        p = re.compile(pattern)
        found = 0
        for _ in range(n):
            at = 0
            for _ in range(20):
                m = p.search(TEXT, at)
                if m is None:
                    break
                at = m.end()
                found += at
        return found

    def sub(n, pattern=_pattern):
        p = re.compile(pattern)
        t = ""
        for _ in range(n):
            t = p.sub("<>", TEXT)
        return len(t)

    def findall(n, pattern=_pattern):
        p = re.compile(pattern)
        found = 0
        for _ in range(n):
            found += len(p.findall(TEXT))
        return found

    for _f, _count in (search, 30), (sub, 10), (findall, 10):
        _f.__name__ = f"re_{_f.__name__}_{_name}"
        operation(_count)(_f)


@operation(30000)
def re_match_small(n):
    p = re.compile(r"(\w+)\s*=\s*(\d+)")
    total = 0
    for _ in range(n):
        m = p.match("value = 42")
        total += int(m[2]) + len(m.group(1))
    return total


ROWS = [[str(i), f"name {i}", "some, quoted", "x" * 10] for i in range(200)]


@operation(40)
def csv_write(n):
    size = 0
    for _ in range(n):
        f = io.StringIO()
        csv.writer(f).writerows(ROWS)
        size += len(f.getvalue())
    return size


@operation(40)
def csv_read(n):
    f = io.StringIO()
    csv.writer(f).writerows(ROWS)
    text = f.getvalue()
    size = 0
    for _ in range(n):
        size += sum(len(r) for r in csv.reader(io.StringIO(text)))
    return size


main()
