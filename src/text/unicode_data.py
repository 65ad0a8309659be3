#!/usr/bin/env python3
"""Writes unicode_data.bin, the Unicode 16.0 and 3.2 tables: unicode_data.py NAME_ALIASES NAMED_SEQUENCES

To be run by CPython 3.14, whose `unicodedata` is asked for everything but the lists of names; those come from the files
NameAliases.txt and NamedSequences.txt of the Unicode Character Database, and names that `unicodedata` does not know are left out.
`unicode_data.rs` reads the result: little-endian words, first the offsets of the sections.
"""
import struct
import sys
import unicodedata
from pathlib import Path

OLD = unicodedata.ucd_3_2_0
CODES = range(0x110000)
BLOCK = 256
CATEGORIES = "Cn Lu Ll Lt Mn Mc Me Nd Nl No Zs Zl Zp Cc Cf Cs Co Lm Lo Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So".split()
BIDI = " L LRE LRO R AL RLE RLO PDF EN ES ET AN CS NSM BN B S WS ON LRI RLI FSI PDI".split(" ")
WIDTHS = "F H W Na A N".split()
TAGS = [""] + "<noBreak> <compat> <super> <fraction> <font> <isolated> <initial> <final> <medial> <wide> <vertical> <square> <sub> <narrow> <circle> <small>".split()
FORMS = ["NFC", "NFKC", "NFD", "NFKD"]


def properties(database, c):
    return (
        CATEGORIES.index(database.category(c)),
        BIDI.index(database.bidirectional(c)),
        database.combining(c),
        WIDTHS.index(database.east_asian_width(c)) | database.mirrored(c) << 7,
    )


# Characters that can be the second of a composition.
seconds = {0x1161 + i for i in range(21)} | {0x11A8 + i for i in range(27)}
for code in CODES:
    parts = unicodedata.decomposition(chr(code)).split()
    if len(parts) == 2 and not parts[0].startswith("<"):
        seconds.add(int(parts[1], 16))


def inert(c):
    """One bit for each form: the character does not change, whatever stands beside it is inert too."""
    bits = 0
    for i, form in enumerate(FORMS):
        composing = form in ("NFC", "NFKC") and ord(c) in seconds
        if not unicodedata.combining(c) and not composing and unicodedata.normalize(form, c) == c:
            bits |= 1 << i
    return bits


records, numbers = {}, []
for code in CODES:
    c = chr(code)
    record = properties(unicodedata, c) + (inert(c),) + properties(OLD, c) + (0,)
    numbers.append(records.setdefault(record, len(records)))
blocks, first = {}, []
for start in range(0, len(numbers), BLOCK):
    first.append(blocks.setdefault(tuple(numbers[start : start + BLOCK]), len(blocks)))


def decomposition_section(entries):
    keys, offsets, points = [], [], []
    for code, text in entries:
        parts = text.split()
        tag = parts.pop(0) if parts and parts[0].startswith("<") else ""
        keys.append(code << 11 | TAGS.index(tag) << 5 | len(parts))
        offsets.append(len(points))
        points += [int(p, 16) for p in parts]
    return [
        struct.pack(f"<{len(keys)}I", *keys),
        struct.pack(f"<{len(offsets)}H", *offsets),
        struct.pack(f"<{len(points)}I", *points),
    ]


hangul = range(0xAC00, 0xAC00 + 11172)
new, old = [], []
for code in CODES:
    c = chr(code)
    text = unicodedata.decomposition(c)
    if text and code not in hangul:
        new.append((code, text))
    then = OLD.decomposition(c)
    if then != (text if OLD.category(c) != "Cn" else ""):
        old.append((code, then))

numeric = []
for code in CODES:
    c = chr(code)
    known = OLD.category(c) != "Cn"
    for i, what in enumerate(("decimal", "digit", "numeric")):
        now, then = (getattr(d, what)(c, None) for d in (unicodedata, OLD))
        if then != (now if known else None):
            numeric.append((code, i, float("nan") if then is None else float(then)))

names = []
for path, fields in (sys.argv[1], (1, 0)), (sys.argv[2], (0, 1)):
    for line in Path(path).read_text("utf-8").splitlines():
        line = line.split("#")[0].strip()
        if not line:
            continue
        parts = line.split(";")
        name, points = parts[fields[0]].strip(), [int(p, 16) for p in parts[fields[1]].split()]
        try:
            assert unicodedata.lookup(name) == "".join(map(chr, points)), name
        except KeyError:
            print("unknown:", name)
            continue
        names.append(f"{name}\t{' '.join(f'{p:X}' for p in points)}\n")

sections = [
    b"".join(struct.pack("10B", *r) for r in records),
    struct.pack(f"<{len(first)}H", *first),
    b"".join(struct.pack(f"<{BLOCK}H", *b) for b in blocks),
    *decomposition_section(new),
    *decomposition_section(old),
    b"".join(struct.pack("<IId", *n) for n in numeric),
    ("\n" + "".join(names)).encode(),
]
out, data = [], b""
offset = 4 * (len(sections) + 1)
for s in sections:
    out.append(offset + len(data))
    data += s + bytes(-len(s) % 8)
out.append(offset + len(data))
Path(__file__).with_suffix(".bin").write_bytes(struct.pack(f"<{len(out)}I", *out) + data)
print(len(records), "records,", len(blocks), "blocks,", [len(s) for s in sections], len(old), "old,", len(numeric), "numeric")
