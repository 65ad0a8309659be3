#!/usr/bin/env python3
"""The random cases of one area, and what they come to on the Python that runs this.

    cases.py AREA SEED FIRST COUNT              a line with a hash for each block of 100 cases
    cases.py AREA SEED FIRST COUNT --lines      two lines for each case: its number and what is done, and what comes of it

Case N of an area depends on the seed and on N alone, so that every case can be run by itself.
"""
import hashlib
import importlib
import re
import sys
import warnings
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent / "fuzz")]

from rng import Rng

BLOCK = 100


def outcome(function, args):
    """What a call comes to, in ASCII."""
    try:
        return show(function(*args))
    except Exception as e:
        notes = getattr(e, "__notes__", None)
        return ascii(f"{type(e).__name__}: {e}{f' {notes}' if notes else ''}")[1:-1]


def show(value):
    if type(value) is float or type(value) is int:
        return repr(value)
    if hasattr(value, "__next__"):
        value = list(value)
    return f"{type(value).__name__} {ascii(value)}"


def main():
    area, seed, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    lines = "--lines" in sys.argv
    warnings.simplefilter("ignore")
    case = importlib.import_module(area).case
    digest, n = hashlib.sha256(), 0
    for number in range(first, first + count):
        # The generators of neighbouring seeds run through the same numbers, one step apart.
        name, function, args = case(Rng(Rng(seed * 1_000_000_007 + number).next()))
        if lines:
            print(f"{number} {name} {re.sub(' at 0x[0-9a-f]+', '', ascii(args))}", flush=True)
            print(f"    {outcome(function, args)}", flush=True)
            continue
        digest.update(outcome(function, args).encode() + b"\n")
        n += 1
        if n == BLOCK or number == first + count - 1:
            print(number + 1 - n, digest.hexdigest()[:16], flush=True)
            digest, n = hashlib.sha256(), 0


if __name__ == "__main__":
    main()
