"""Writes random programs: generate.py FOLDER FIRST COUNT makes FOLDER/SEED.py for COUNT seeds from FIRST on.

A program depends on its seed alone. It ends (every loop turn and call costs fuel), prints no address, and catches most of its errors.
"""
import sys

from rng import Rng
from statements import program


def main():
    folder, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    here = sys.argv[0].rpartition("/")[0] or "."
    with open(here + "/prelude.py", encoding="utf-8") as file:
        prelude = file.read()
    for seed in range(first, first + count):
        with open(f"{folder}/{seed}.py", "w", encoding="utf-8") as file:
            file.write(program(Rng(seed), prelude))


main()
