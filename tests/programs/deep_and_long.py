# Strings and containers built in loops, deep structures, deep recursion.
s = ""
for i in range(300): s += chr(97 + i % 26)
t = s; t += "!"; print(len(s), len(t), s[:5], t[-3:], s is t)
u = ""
for c in "aé€\U0001f600b": u += c; print(len(u), end=" ")
print(u.encode()); parts = []
for i in range(5): parts.append(f"{i:03}")
print(",".join(parts), "".join(reversed(parts)), "-".join(str(x) for x in range(3)))
class S:
    def __init__(self): self.buf = ""
    def add(self, x): self.buf += x; return self
o = S()
for i in range(50): o.add(str(i))
print(o.buf[:20], len(o.buf)); d = {"k": ""}
for i in range(20): d["k"] += "xy"
print(d["k"]); l = [""] * 2
for i in range(5): l[i % 2] += str(i)
print(l)
deep = []
for _ in range(200000): deep = [deep]
del deep
node = None
for i in range(100000): node = (i, node)
total = 0
while node: total += node[0]; node = node[1]
print(total)
class N:
    def __init__(self, n): self.next = n
head = None
for _ in range(50000): head = N(head)
k = 0
while head: k += 1; head = head.next
print(k)
def depth(n): return 0 if n == 0 else 1 + depth(n - 1)
print(depth(900))
def inf(n): return inf(n + 1)
try: inf(0)
except RecursionError as e: print(type(e).__name__, e)
class Rep:
    def __repr__(self): return repr(self)
try: repr(Rep())
except RecursionError as e: print(type(e).__name__)
nested = []
for _ in range(100000): nested = [nested]
try: repr(nested)
except RecursionError as e: print(type(e).__name__)
a = []; a.append(a); b = {}; b["b"] = b; print(a, b, [a, b], (a,))
try: a == [a, 1] or a == [[a]]; x = []; x.append(x); y = []; y.append(y); x == y
except RecursionError as e: print(type(e).__name__)
big = {i: i * i for i in range(10000)}
for i in range(0, 10000, 2): del big[i]
for i in range(5): big[-i] = i
print(len(big), sum(big.values()), list(big)[:3], list(big)[-3:], next(reversed(big)), 9999 in big, 10 in big)
st = set(range(1000)); st -= set(range(0, 1000, 3)); st ^= {1, 5000}; st &= set(range(900)); print(len(st), sum(st), min(st), max(st))
m = [[0] * 3 for _ in range(3)]
for i in range(3):
    for j in range(3): m[i][j] += i * j; m[i][j] -= 1
print(m, [list(r) for r in zip(*m)], sum(map(sum, m)), [x for r in m for x in r if x > 0])
fib = {0: 0, 1: 1}
for i in range(2, 200): fib[i] = fib[i - 1] + fib[i - 2]
print(fib[199], len(str(2**1000)), sum(int(c) for c in str(2**1000)), str(3**300)[:20], int("123" * 20) % 10**9, (10**50 + 1) // 7)
x = list(range(20)); x[5:10] = x[10:5:-1]; x[::4] = [-1] * len(x[::4]); x.insert(3, "i"); del x[2:8:3]; x.sort(key=str); print(x); x.sort(key=lambda v: (isinstance(v, str), v if isinstance(v, int) else 0)); print(x[:4], x[-1])
words = "b a c aa bb cc abc".split(); print(sorted(words), sorted(words, key=len), sorted(words, key=lambda w: (-len(w), w)), sorted(words, reverse=True), max(words, key=len), min(words), sorted(words, key=str.upper))
from_pairs = dict(zip(words, range(len(words)))); inv = {v: k for k, v in from_pairs.items()}; print(inv, {**from_pairs, "a": 100}["a"], from_pairs | inv == {**from_pairs, **inv}, [*from_pairs][:2], from_pairs.popitem(), list(from_pairs.items())[0])
queue = [(5, "e"), (1, "a"), (3, "c")]; queue.sort(); print(queue.pop(0), queue, [queue.index((5, "e"))], queue + [(0, "")], queue * 2)
acc = 0
for i, (a_, b_) in enumerate(zip(range(0, 50, 5), reversed(range(10)))): acc = acc * 3 % 1000007 + i * a_ - b_
print(acc); bs = bytearray()
for i in range(300): bs.append(i & 255)
print(len(bs), bs[:4], bs[-2:], sum(bs), bytes(bs[250:260]), bs.count(5), bs.find(b"\x10\x11"), bs[::100])
tup = ()
for i in range(5): tup += (i,)
print(tup, tup[1:3], tup * 2, sum(tup, 0), sorted(tup, reverse=True), (1, *tup), tup.index(3), hash(tup) == hash((0, 1, 2, 3, 4)))
