#!/usr/bin/env python3
"""Writes multibyte_data.bin, the tables of the East Asian encodings. To be run by CPython 3.14, whose codecs are asked for every sequence.

The file: a count of encodings; for each its name (16 bytes), and the start and length of its table; then the tables, each deflated.
A table: the counts of nodes, pairs, exceptions and ranges (u32 each); the nodes; the pairs; the exceptions; the ranges. All numbers are
little-endian. A node has a word for every next byte, the words of all nodes lying as four planes of bytes, the lowest first:

    0xffffffff  illegal         0xfffffffe  illegal, and the error is two bytes long
    1 << 31 | n  goes on in node n
    1 << 30 | n  stands for pair n
    1 << 29 | n  goes on in a way that `multibyte.rs` knows: 0 four bytes of GB 18030, 1 a composed syllable of EUC-KR
    otherwise a character

Pairs are two characters each. What is encoded follows from the nodes, the first sequence of a character being the one that counts, but for the
exceptions: a character, the length of its sequence (0: there is none), and the sequence in a word, its first byte lowest. Ranges are those
of the four-byte sequences of GB 18030: first number, first character, length.
"""
import struct
import sys
import zlib
from pathlib import Path

NAMES = "shift_jis cp932 euc_jp gbk gb2312 gb18030 big5 cp950 euc_kr cp949 johab big5hkscs euc_jis_2004 euc_jisx0213 shift_jis_2004 shift_jisx0213".split()
ILLEGAL, ILLEGAL_TWO, NODE, PAIR, OTHER = 0xFFFFFFFF, 0xFFFFFFFE, 1 << 31, 1 << 30, 1 << 29


def ask(name, data):
    """The text, or whether more bytes may follow, and the length of the error."""
    try:
        return bytes(data).decode(name), False, 0
    except UnicodeDecodeError as e:
        return None, "incomplete" in e.reason, e.end - e.start


def linear(n):
    n, d = divmod(n, 10)
    n, c = divmod(n, 126)
    a, b = divmod(n, 10)
    return bytes([0x81 + a, 0x30 + b, 0x81 + c, 0x30 + d])


def table(name):
    nodes, pairs, inverse = [], [], {}
    known = {}

    def node(prefix):
        words = []
        at = len(nodes)
        nodes.append(words)
        for b in range(256):
            sequence = prefix + bytes([b])
            text, more, length = ask(name, sequence)
            if text is not None:
                inverse.setdefault(text, sequence)
                if len(text) == 1:
                    words.append(ord(text))
                else:
                    words.append(PAIR | len(pairs))
                    pairs.append(tuple(map(ord, text)))
            elif not more:
                words.append(ILLEGAL if length == 1 else ILLEGAL_TWO)
            elif name == "gb18030" and len(sequence) == 2:
                words.append(OTHER)
            elif name == "euc_kr" and len(sequence) == 2:
                words.append(OTHER | 1)
            else:
                words.append(NODE | node(sequence))
        key = tuple(words)
        if at and not any(w & NODE and w < ILLEGAL_TWO for w in words) and at == len(nodes) - 1:
            if key in known:
                nodes.pop()
                return known[key]
            known[key] = at
        return at

    node(b"")
    ranges = []
    four = {}
    if name == "gb18030":
        for n in [*range(39420), *range(189000, 189000 + 0x100000)]:
            text = ask(name, linear(n))[0]
            if text is None:
                continue
            four.setdefault(text, linear(n))
            c = ord(text)
            if ranges and ranges[-1][0] + ranges[-1][2] == n and ranges[-1][1] + ranges[-1][2] == c:
                ranges[-1][2] += 1
            else:
                ranges.append([n, c, 1])
    exceptions = []
    for c in range(0x110000):
        try:
            actual = chr(c).encode(name)
        except UnicodeEncodeError:
            actual = b""
        derived = inverse.get(chr(c)) or four.get(chr(c)) or b""
        if actual != derived and len(actual) <= 4:
            exceptions.append((c, len(actual), int.from_bytes(actual, "little")))
    for pair in pairs:
        assert "".join(map(chr, pair)).encode(name) == inverse["".join(map(chr, pair))], pair
    words = b"".join(struct.pack("<256I", *n) for n in nodes)
    data = struct.pack("<4I", len(nodes), len(pairs), len(exceptions), len(ranges))
    data += b"".join(words[i::4] for i in range(4))
    data += b"".join(struct.pack("<2I", *p) for p in pairs)
    data += b"".join(struct.pack("<3I", *e) for e in exceptions)
    data += b"".join(struct.pack("<3I", *r) for r in ranges)
    packer = zlib.compressobj(9, wbits=-15)
    packed = packer.compress(data) + packer.flush()
    print(name, len(nodes), len(pairs), len(exceptions), len(ranges), len(data), len(packed), file=sys.stderr)
    return packed


tables = [table(name) for name in NAMES]
start = 4 + 24 * len(NAMES)
index = struct.pack("<I", len(NAMES))
for name, packed in zip(NAMES, tables):
    index += struct.pack("<16sII", name.encode(), start, len(packed))
    start += len(packed)
Path(__file__).with_suffix(".bin").write_bytes(index + b"".join(tables))
