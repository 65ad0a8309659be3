"""The order of a set's elements through additions, removals and set operations: slots of removed elements are used again."""
state = 12345


def number(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 33) % n


for test in range(60):
    s = set()
    other = {number(200) for i in range(number(30))}
    limit = [8, 64, 1000, 100000][number(4)]
    for i in range(number(60)):
        what = number(14)
        v = [number(limit), (number(limit), 1), number(limit) * 64, (number(limit),)][number(4)]
        if what < 5: s.add(v)
        elif what < 8: s.discard(v)
        elif what == 8 and s: s.pop()
        elif what == 9: s |= other
        elif what == 10: s -= other
        elif what == 11: s ^= {v, 1, 2}
        elif what == 12:
            s.difference_update([v, 3])
            other = s.copy()
        elif what == 13: other = frozenset(s) | {v}
        if what == 7 and number(3) == 0:
            s = s & other if number(2) else s - other
        print(test, what, list(s))
