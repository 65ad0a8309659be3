"""Sorts records by keys of several kinds, and by hand."""
import sys


class Record:
    def __init__(self, name, age, score):
        self.name = name
        self.age = age
        self.score = score

    def __lt__(self, other):
        return (self.age, self.name) < (other.age, other.name)


def make(n):
    x = 99
    records = []
    for _ in range(n):
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
        records.append(Record("n%05d" % (x >> 7 & 0xFFFF), x >> 12 & 63, (x & 0xFFF) / 8))
    return records


def merge_sort(items):
    if len(items) < 2:
        return items
    middle = len(items) // 2
    left = merge_sort(items[:middle])
    right = merge_sort(items[middle:])
    out = []
    i = j = 0
    while i < len(left) and j < len(right):
        if right[j] < left[i]:
            out.append(right[j])
            j += 1
        else:
            out.append(left[i])
            i += 1
    out.extend(left[i:])
    out.extend(right[j:])
    return out


def digest(records):
    h = 0
    for i, r in enumerate(records):
        h = (h * 31 + r.age * i + int(r.score)) % 1000003
    return h


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 4500
    records = make(n)
    by_name = sorted(records, key=lambda r: r.name)
    by_pair = sorted(records, key=lambda r: (-r.age, r.score))
    by_score = records[:]
    by_score.sort(key=lambda r: r.score, reverse=True)
    natural = sorted(records)[: n // 2]
    merged = merge_sort([r.score for r in records])
    words = sorted([r.name for r in records], key=len)
    print("sort_key", n, digest(by_name), digest(by_pair), digest(by_score), digest(natural))
    print(merged[:3], merged == sorted(r.score for r in records), words[0], max(records, key=lambda r: r.score).name)


main()
