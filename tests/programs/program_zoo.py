# Small programs: matrices, fractions, a parser, a tree, backtracking, digits of pi.
class Matrix:
    def __init__(self, rows): self.rows = [list(r) for r in rows]
    @classmethod
    def identity(cls, n): return cls([[int(i == j) for j in range(n)] for i in range(n)])
    def __matmul__(self, o): return Matrix([[sum(a * b for a, b in zip(r, c)) for c in zip(*o.rows)] for r in self.rows])
    def __pow__(self, n):
        r, b = Matrix.identity(len(self.rows)), self
        while n:
            if n & 1: r = r @ b
            b = b @ b; n >>= 1
        return r
    def __repr__(self): return "\n".join(" ".join(f"{x:>6}" for x in r) for r in self.rows)
    def __eq__(self, o): return self.rows == o.rows
    def transpose(self): return Matrix(zip(*self.rows))
print(Matrix([[1, 1], [1, 0]]) ** 30); print(Matrix([[1, 2], [3, 4]]).transpose() == Matrix([[1, 3], [2, 4]]))
class Fraction:
    def __init__(self, n, d=1):
        from math import gcd
        if d == 0: raise ZeroDivisionError("Fraction(%d, 0)" % n)
        g = gcd(n, d) * (-1 if d < 0 else 1); self.n, self.d = n // g, d // g
    def _c(f):
        def w(self, o):
            if isinstance(o, int): o = Fraction(o)
            if not isinstance(o, Fraction): return NotImplemented
            return f(self, o)
        return w
    @_c
    def __add__(self, o): return Fraction(self.n * o.d + o.n * self.d, self.d * o.d)
    __radd__ = __add__
    @_c
    def __mul__(self, o): return Fraction(self.n * o.n, self.d * o.d)
    __rmul__ = __mul__
    @_c
    def __sub__(self, o): return Fraction(self.n * o.d - o.n * self.d, self.d * o.d)
    @_c
    def __rsub__(self, o): return o - self
    @_c
    def __truediv__(self, o): return Fraction(self.n * o.d, self.d * o.n)
    @_c
    def __lt__(self, o): return self.n * o.d < o.n * self.d
    @_c
    def __eq__(self, o): return (self.n, self.d) == (o.n, o.d)
    def __hash__(self): return hash((self.n, self.d))
    def __neg__(self): return Fraction(-self.n, self.d)
    def __float__(self): return self.n / self.d
    def __repr__(self): return f"{self.n}/{self.d}" if self.d != 1 else str(self.n)
    def __bool__(self): return self.n != 0
print(sum(Fraction(1, k) for k in range(1, 20)), 1 - Fraction(1, 3), float(Fraction(1, 8)), sorted([Fraction(1, 2), Fraction(1, 3), 1 * Fraction(2, 5)]), Fraction(2, 4) == Fraction(1, 2), {Fraction(2, 4): "half"}[Fraction(1, 2)], bool(Fraction(0)), -Fraction(1, 2))
for bad in (lambda: Fraction(1) + "x", lambda: Fraction(1, 0), lambda: "x" - Fraction(1), lambda: Fraction(1) < None):
    try: bad()
    except (TypeError, ZeroDivisionError) as e: print(type(e).__name__, e)
def tokenize(s):
    i = 0
    while i < len(s):
        c = s[i]
        if c.isspace(): i += 1; continue
        if c.isdigit() or c == ".":
            j = i
            while j < len(s) and (s[j].isdigit() or s[j] == "."): j += 1
            yield ("num", float(s[i:j]) if "." in s[i:j] else int(s[i:j])); i = j
        elif c in "+-*/()^": yield ("op", c); i += 1
        else: raise SyntaxError(f"bad char {c!r} at {i}")
class Parser:
    def __init__(self, s): self.toks = list(tokenize(s)); self.pos = 0
    def peek(self): return self.toks[self.pos] if self.pos < len(self.toks) else (None, None)
    def take(self): t = self.peek(); self.pos += 1; return t
    def expr(self, p=0):
        kind, v = self.take()
        if (kind, v) == ("op", "("):
            left = self.expr()
            if self.take() != ("op", ")"): raise SyntaxError("expected )")
        elif (kind, v) == ("op", "-"): left = -self.expr(25)
        elif kind == "num": left = v
        else: raise SyntaxError(f"unexpected {v!r}")
        prec = {"+": 10, "-": 10, "*": 20, "/": 20, "^": 30}
        while (t := self.peek())[0] == "op" and t[1] in prec and prec[t[1]] > p:
            op = self.take()[1]
            right = self.expr(prec[op] - (op == "^"))
            left = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b, "^": lambda a, b: a ** b}[op](left, right)
        return left
for src in ["1 + 2 * 3", "(1+2)*3", "2^3^2", "-2^2", "10/4 - 1.5", "1 +", "(1", "a", "7/(3-3)"]:
    try: print(src, "=", Parser(src).expr())
    except (SyntaxError, ZeroDivisionError) as e: print(src, "->", type(e).__name__, e)
class Node:
    __slots__ = ("key", "left", "right")
    def __init__(self, key): self.key, self.left, self.right = key, None, None
class Tree:
    def __init__(self, it=()): self.root, self.n = None, 0; [self.add(x) for x in it]
    def add(self, k):
        if self.root is None: self.root = Node(k); self.n += 1; return
        cur = self.root
        while True:
            if k == cur.key: return
            side = "left" if k < cur.key else "right"
            nxt = getattr(cur, side)
            if nxt is None: setattr(cur, side, Node(k)); self.n += 1; return
            cur = nxt
    def __iter__(self):
        def walk(n):
            if n:
                yield from walk(n.left)
                yield n.key
                yield from walk(n.right)
        return walk(self.root)
    def __len__(self): return self.n
    def __contains__(self, k): return any(x == k for x in self)
t = Tree([5, 2, 8, 1, 9, 2]); print(list(t), len(t), 8 in t, 7 in t, max(t), sorted(t, reverse=True))
memo = {}
def lev(a, b):
    if (a, b) in memo: return memo[a, b]
    r = memo[a, b] = (len(a) or len(b)) if not a or not b else min(lev(a[1:], b) + 1, lev(a, b[1:]) + 1, lev(a[1:], b[1:]) + (a[0] != b[0]))
    return r
print(lev("kitten", "sitting"), len(memo))
def primes(n):
    s = bytearray([1]) * (n + 1); s[:2] = b"\0\0"
    for i in range(2, int(n ** .5) + 1):
        if s[i]: s[i * i::i] = bytes(len(range(i * i, n + 1, i)))
    return [i for i, v in enumerate(s) if v]
print(primes(60), len(primes(5000)))
def perms(xs):
    if not xs: yield (); return
    for i, x in enumerate(xs):
        for p in perms(xs[:i] + xs[i + 1:]): yield (x, *p)
print(["".join(p) for p in perms("abc")], sum(1 for _ in perms(list(range(6)))))
def queens(n, row=0, cols=frozenset(), d1=frozenset(), d2=frozenset()):
    if row == n: return 1
    return sum(queens(n, row + 1, cols | {c}, d1 | {row + c}, d2 | {row - c}) for c in range(n) if c not in cols and row + c not in d1 and row - c not in d2)
print([queens(k) for k in range(1, 8)])
text = "the quick brown fox jumps over the lazy dog the end"
count = {}
for w in text.split(): count[w] = count.get(w, 0) + 1
print(sorted(count.items(), key=lambda kv: (-kv[1], kv[0]))[:3], {len(w): [x for x in count if len(x) == len(w)] for w in count})
def pi_digits():
    q, r, t, k, n, l = 1, 0, 1, 1, 3, 3
    while True:
        if 4 * q + r - t < n * t: yield n; q, r, n = 10 * q, 10 * (r - n * t), 10 * (3 * q + r) // t - 10 * n
        else: q, r, t, k, n, l = q * k, (2 * q + r) * l, t * l, k + 1, (q * (7 * k + 2) + r * l) // (t * l), l + 2
g = pi_digits(); print("".join(str(next(g)) for _ in range(60)))
class Event:
    handlers = {}
    @classmethod
    def on(cls, name):
        def reg(f): cls.handlers.setdefault(name, []).append(f); return f
        return reg
    def fire(self, name, *a): return [h(*a) for h in self.handlers.get(name, ())]
@Event.on("x")
def h1(v): return v + 1
@Event.on("x")
def h2(v): return v * 2
print(Event().fire("x", 10), Event().fire("none"))
if __name__ == "__main__": print("main")
