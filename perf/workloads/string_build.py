"""Strings made in the usual ways: +=, join, f-strings, slicing, searching, replacing."""
import sys


def append_digits(n):
    s = ""
    for i in range(n):
        s += str(i % 10)
    return s


def joined(n):
    parts = []
    for i in range(n):
        parts.append(f"{i:04x}-{i % 7}")
    return ",".join(parts)


def caesar(text, shift):
    out = []
    for ch in text:
        if "a" <= ch <= "z":
            out.append(chr((ord(ch) - 97 + shift) % 26 + 97))
        else:
            out.append(ch)
    return "".join(out)


def palindromes(text, width):
    hits = 0
    for i in range(len(text) - width):
        piece = text[i : i + width]
        if piece == piece[::-1]:
            hits += 1
    return hits


def checksum(text):
    h = 0
    for ch in text:
        h = (h * 31 + ord(ch)) % 1000000007
    return h


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 6000
    a = append_digits(n * 3)
    b = joined(n)
    c = caesar("the quick brown fox jumps over the lazy dog " * (n // 40), 5)
    print("string_build", n, len(a), len(b), len(c))
    print(checksum(a), checksum(b), checksum(c))
    print(palindromes(b, 3), b.count("ff"), len(b.replace("-", "::")), b.find("00ff"), c.upper().title()[:20])


main()
