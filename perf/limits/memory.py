"""Structures of a million parts: memory.py NAME makes one and prints the process's peak resident size in KiB."""
import resource
import sys

N = 1_000_000


class Point:
    def __init__(self, i):
        self.x = i
        self.y = i
        self.z = None


STRUCTURES = {
    "small_dicts": lambda: [{"a": i, "b": i + 1, "c": None} for i in range(N)],
    "instances": lambda: [Point(i) for i in range(N)],
    "dict": lambda: {i: i for i in range(N)},
    "dict_of_strs": lambda: {str(i): i for i in range(N)},
    "short_strs": lambda: [str(i) + "abc" for i in range(N)],
}

if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(*STRUCTURES)
    else:
        structure = STRUCTURES[sys.argv[1]]()
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
