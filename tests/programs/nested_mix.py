# Features together: closures in classes in functions, generators in comprehensions, exceptions through all of them.
def registry():
    handlers = {}
    def register(name):
        def deco(f):
            handlers[name] = f
            return f
        return deco
    class Dispatcher:
        calls = 0
        def __call__(self, name, *a, **k):
            Dispatcher.calls += 1
            try: return handlers[name](*a, **k)
            except KeyError: return f"no {name!r}"
            except TypeError as e: return f"bad call: {e}"
            finally: log.append(name)
    log = []
    return register, Dispatcher(), log
register, dispatch, log = registry()
@register("add")
def add(a, b=1): return a + b
@register("div")
def div(a, b): return a // b
@register("gen")
def gen(n): return [*(i * i for i in range(n) if i % 2)]
print(dispatch("add", 2), dispatch("add", b=5, a=1), dispatch("nope"), dispatch("gen", 6), dispatch("div", 1))
try: dispatch("div", 1, 0)
except ZeroDivisionError as e: print(type(e).__name__, log, type(dispatch).calls)
class Tree:
    def __init__(self, v, *kids): self.v, self.kids = v, kids
    def __iter__(self):
        yield self.v
        for k in self.kids: yield from k
    def depth(self): return 1 + max((k.depth() for k in self.kids), default=0)
    def map(self, f): return Tree(f(self.v), *[k.map(f) for k in self.kids])
    def __repr__(self): return f"{self.v}" + (f"({', '.join(map(repr, self.kids))})" if self.kids else "")
t = Tree(1, Tree(2, Tree(4)), Tree(3)); print(t, list(t), t.depth(), t.map(lambda v: v * 10), sum(t), 4 in t, sorted(t, reverse=True))
def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found if p * p <= n): found.append(n); yield n
        n += 1
p = primes(); print([next(p) for _ in range(15)])
def permutations(xs): return [[x] + r for i, x in enumerate(xs) for r in permutations(xs[:i] + xs[i + 1:])] if xs else [[]]
print(len(permutations(list("abcd"))), "".join(permutations("abc" and list("abc"))[3]))
def parse(src):
    toks = iter(src.replace("(", " ( ").replace(")", " ) ").split())
    def expr(tok):
        if tok == "(":
            out = []
            while (tok := next(toks)) != ")": out.append(expr(tok))
            return out
        try: return int(tok)
        except ValueError: return tok
    return expr(next(toks))
def ev(x, env):
    if isinstance(x, str): return env[x]
    if isinstance(x, int): return x
    op, *args = x
    if op == "let": name, val, body = args; return ev(body, {**env, name: ev(val, env)})
    if op == "if": c, a, b = args; return ev(a if ev(c, env) else b, env)
    if op == "fn": params, body = args; return lambda *vals: ev(body, {**env, **dict(zip(params, vals))})
    return ev(op, env)(*[ev(a, env) for a in args])
env = {"+": lambda *a: sum(a), "*": lambda a, b: a * b, "<": lambda a, b: a < b, "-": lambda a, b: a - b}
print(ev(parse("(let f (fn (x y) (if (< x y) (* x 10) (+ x y 1))) (+ (f 1 2) (f 5 3)))"), env))
try: parse("(1 2")
except RuntimeError as e: print("runtime", e)
except StopIteration as e: print("stop", repr(e))
