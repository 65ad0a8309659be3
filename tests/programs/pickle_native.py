# The native pickler and unpickler: bytes of all protocols, notes, messages, memo, overriding, damage.
import _pickle, collections, copyreg, functools, io, random, sys

dumps, loads = _pickle.dumps, _pickle.loads


def tried(f, *args, **kwargs):
    try:
        print("  ", repr(f(*args, **kwargs))[:300])
    except Exception as e:
        print("  ", type(e).__name__, str(e)[:200], getattr(e, "__notes__", None), type(e.__context__).__name__)


class Plain:
    def __init__(self, **k):
        self.__dict__.update(k)

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__


class Slots:
    __slots__ = "a", "b"

    def __eq__(self, other):
        return self.a == other.a and self.b == other.b


class NewEx:
    def __new__(cls, *args, **kwargs):
        self = super().__new__(cls)
        self.args = args, kwargs
        return self

    def __getnewargs_ex__(self):
        return self.args

    def __eq__(self, other):
        return self.args == other.args


class State:
    def __init__(self, x):
        self.x = x

    def __getstate__(self):
        return [self.x]

    def __setstate__(self, state):
        self.x, = state

    def __eq__(self, other):
        return self.x == other.x


class SubList(list):
    pass


class SubDict(dict):
    pass


class Outer:
    class Inner:
        pass


class Reduced:
    def __init__(self, *v):
        self.v = v

    def __reduce_ex__(self, protocol):
        return self.v[0]


class Bad:
    def __reduce_ex__(self, protocol):
        raise ValueError("bad")

    def __repr__(self):
        return "BAD"


def function(*args):
    return args


slots = Slots()
slots.a, slots.b = 1, [2]
items = SubList([1, 2, 3])
items.name = "n"
cycle = []
cycle.append((cycle, {"c": cycle}))
values = [
    None, True, False, 0, 1, -1, 255, 256, 65535, 65536, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**63, -2**63, 2**80, -2**80, -128, -32768,
    1.5, -0.0, float("inf"), "", "a", "é", "\u20ac\n\\", "\U0001f600", "\ud800", b"", b"abc", bytes(300), bytearray(), bytearray(b"xy"), (), (1,), (1, 2), (1, 2, 3),
    (1, 2, 3, 4), [], [1], [1, 2], {}, {"a": 1}, {"a": 1, 2: [3]}, set(), {1}, frozenset(), frozenset([1]), int, Outer.Inner, function,
    len, type(None), type(...), type(NotImplemented), ..., NotImplemented, slots, Plain(a=1, b=[2]), NewEx(1, 2, k=3), State(5), items,
    SubDict(a=1), collections.OrderedDict(a=1), collections.deque([1, 2]), complex(1, 2), range(3), functools.partial(function, 1), ValueError("x"), [].append,
]
for protocol in range(6):
    print(protocol)
    for v in values:
        if v is slots and protocol < 2:
            tried(dumps, v, protocol)
            continue
        data = dumps(v, protocol)
        print("  ", data if len(data) < 200 else (len(data), data[:20]))
        back = loads(data)
        if type(v) not in (functools.partial, ValueError) and v is not values[-1]:
            assert back == v and type(back) is type(v), (v, back)
    for n in (999, 1000, 1001, 2000, 2001):
        for v in (list(range(n)), dict.fromkeys(range(n)), set(range(n)), SubList(range(n)), SubDict.fromkeys(range(n))):
            data = dumps(v, protocol)
            print("  ", n, type(v).__name__, len(data), sum(data), data.count(b"("))
            assert loads(data) == v
    back = loads(dumps(cycle, protocol))
    assert back[0][0] is back and back[0][1]["c"] is back

print("frames")
big = [b"x" * 70000, "y" * 70000, ["z" * 1000] * 3, [str(i) * 50 for i in range(3000)]]
for protocol in (3, 4, 5):
    data = dumps(big, protocol)
    print("  ", len(data), data.count(b"\x95"), loads(data) == big)


class Writer:
    def __init__(self):
        self.pieces = []

    def write(self, b):
        self.pieces.append(bytes(b))


w = Writer()
_pickle.dump(big, w, 4)
print("  ", [len(p) for p in w.pieces], b"".join(w.pieces) == dumps(big, 4))

print("notes and messages")
bad = Bad()
for v in [[1, bad], (1, bad), {"a": bad}, {bad: 1}, {bad}, frozenset([bad]), SubList([bad]), SubDict(k=bad), Plain(x=[bad]), Reduced(5), Reduced(()),
          Reduced((function, [])), Reduced((5, ())), Reduced((function, (), None, [])), Reduced((function, (), None, None, iter([1]))),
          Reduced((function, (), None, None, None, 5)), Reduced((copyreg.__newobj__, ())), Reduced((copyreg.__newobj__, (Plain,))),
          Reduced((copyreg.__newobj_ex__, (Reduced, 2, 3))), lambda: 0, sys, (i for i in ())]:
    for protocol in (0, 2, 5):
        try:
            dumps(v, protocol)
        except Exception as e:
            print("  ", type(e).__name__, str(e).split(" at 0x")[0], getattr(e, "__notes__", None))
for v, p in [(1, 7), (1, -1), (1, "x")]:
    tried(dumps, v, p)
tried(dumps, 1, 4, buffer_callback=print)
for data in [b"", b"x", b"\xff", b".", b"(.", b"0", b"1", b"(2", b"I1", b"Ix\n.", b"I01\n.", b"I1_0\n.", b"L5L\n.", b"Lx\n.", b"J\1\2", b"\x8b\xff\xff\xff\xff.", b"F1.5\n.",
             b"Fx\n.", b"F1e999\n.", b"S'a\\n'\n.", b"S'a\n.", b"U\1\xff.", b"T\xff\xff\xff\xff.", b"B\xff\xff\xff\xffa.", b"\x8e" + b"\xff" * 8, b"X\1\0\0\0\xff.",
             b"X\3\0\0\0\xed\xa0\x80.", b"Vab\\u0041\n.", b"P1\n.", b"P\xff\n.", b"(NNl.", b"Na.", b"](NNe.", b"e", b"N(NNe.", b"}(Nu.", b"(Nd.", b"}]Ns.", b"\x8f(]\x90.", b"N(N\x90.",
             b"g0\n.", b"gx\n.", b"h\0.", b"Np0\n0g0\n.", b"Np-1\n.", b"cos\nnosuch\n.", b"cnosuch\nx\n.", b"c__builtin__\nlong\n.", b"\x80\4cos\npath.nosuch\n.", b"NN\x93.", b"\x80\6.",
             b"\x82\0.", b"\x82\1.", b"NNR.", b"N)\x81.", b"cbuiltins\nint\nN\x81.", b"cbuiltins\nint\n)N\x92.", b"(No.", b"(o.", b"NNb.", b"NK\1b.", b"\x95" + b"\xff" * 8, b"\x95\xff\0\0\0\0\0\0\0N.", b"\x97.", b"N\x98.",
             b"\x80\4\x95\6\0\0\0\0\0\0\0Vhelloworld\n.", b"\x80\4\x95\x0c\0\0\0\0\0\0\0N\x95\0\0\0\0\0\0\0\0NN.", b"\x80\4\x95\x0a\0\0\0\0\0\0\0N\x95\0\0\0\0\0\0\0\0N."]:
    print(data)
    tried(loads, data)
    tried(_pickle.load, io.BytesIO(data))

print("overriding")


class P(_pickle.Pickler):
    def persistent_id(self, obj):
        return ("id", obj.x) if isinstance(obj, State) else None

    def reducer_override(self, obj):
        return (function, (1,)) if obj is len else NotImplemented


class U(_pickle.Unpickler):
    def persistent_load(self, pid):
        return pid

    def find_class(self, module, name):
        print("   find", module, name)
        return super().find_class(module, name)


for protocol in (0, 2, 5):
    f = io.BytesIO()
    p = P(f, protocol)
    tried(p.dump, [State(3) if protocol else 0, len, Plain(a=1)])
    tried(lambda: [type(x).__name__ for x in U(io.BytesIO(f.getvalue())).load()])
f = io.BytesIO()
p = _pickle.Pickler(f)
p.dispatch_table = {Plain: lambda obj: (function, (obj.a,))}
p.dump([Plain(a=1), "text"])
p.dump("text")
print(f.getvalue())
print(sorted(n for n, v in p.memo.copy().values()))
p.clear_memo()
print(p.memo.copy())
f.seek(0)
u = _pickle.Unpickler(f)
print(u.load(), u.load(), u.memo.copy()[6] if len(u.memo.copy()) > 6 else None)
tried(u.load)
tried(_pickle.Pickler.__new__(_pickle.Pickler).dump, 1)
tried(_pickle.Unpickler.__new__(_pickle.Unpickler).load)


class Reenter:
    def __init__(self, f):
        self.f = f

    def __reduce__(self):
        tried(self.f)
        return int, ()


p = _pickle.Pickler(io.BytesIO())
for f in (lambda: p.dump(1), lambda: p.__init__(io.BytesIO()), p.clear_memo, lambda: setattr(p, "memo", {})):
    tried(p.dump, Reenter(f))

print("buffers")
for data in (b"abc", bytearray(b"abc")):
    out = []
    pickled = dumps(_pickle.PickleBuffer(data), 5, buffer_callback=out.append)
    print("  ", pickled, dumps(_pickle.PickleBuffer(data), 5), bytes(loads(pickled, buffers=out)))
tried(dumps, _pickle.PickleBuffer(b"abc"), 4)
tried(dumps, _pickle.PickleBuffer(memoryview(b"abcd")[::2]))

print("depth")
deep = []
for i in range(10000):
    deep = [deep]
data = dumps(deep)
print("  ", len(data))
back, n = loads(data), 0
while back:
    back, n = back[0], n + 1
print("  ", n)
for i in range(400000):
    deep = [deep]
try:
    dumps(deep)
except RecursionError as e:
    print("  ", str(e).startswith("Stack overflow"))
while deep:
    deep = deep[0]

print("damage")
random.seed(1)
for protocol in range(6):
    good = dumps([values[:45], Plain(a=1, b=[2]), slots if protocol > 1 else 0, {"k": (1, 2, {3})}], protocol)
    for i in range(150):
        data = bytearray(good)
        for j in range(random.randrange(1, 4)):
            data[random.randrange(len(data))] = random.randrange(256)
        if random.random() < 0.3:
            del data[random.randrange(len(data)):]
        if any(w in data for w in (b"sys", b"os", b"exit", b"input", b"open", b"breakpoint", b"help")):
            continue
        for read in (loads, lambda d: _pickle.load(io.BytesIO(d))):
            try:
                read(bytes(data))
            except Exception:
                pass
print("done")
