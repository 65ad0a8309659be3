import gc, sys
log = []
def show(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
# special methods through operators on subclasses of builtins
class I(int):
    def __add__(self, o): return 'add'
    def __radd__(self, o): return 'radd'
    def __index__(self): return 3
    def __eq__(self, o): return 'eq'
    def __lt__(self, o): return 'lt'
    __hash__ = int.__hash__
    def __format__(self, s): return 'fmt' + s
    def __bool__(self): return False
    def __neg__(self): return 'neg'
    def __iadd__(self, o): return 'iadd'
    def __divmod__(self, o): return 'dm'
    def __pow__(self, o, m=None): return ('pow', o, m)
    def __rpow__(self, o, m=None): return ('rpow', o, m)
    def __round__(self, n=None): return ('round', n)
    def __trunc__(self): return 'tr'
    def __floor__(self): return 'fl'
    def __int__(self): return 99
    def __float__(self): return 1.5
    def __complex__(self): return 2j
i = I(5)
print(i + 1, 1 + i, 1.5 + i, i == 5, i < 3, 3 < i, f'{i:x}', not i, -i, divmod(i, 2), pow(i, 2), pow(i, 2, 3), pow(2, i), round(i), round(i, 2), int(i), float(i), complex(i), [0,1,2,3,4,5,6][i], 'abcdefg'[i], range(10)[i], [1]*i)
j = i; j += 1; print(j)
class L(list):
    def __getitem__(self, k): return ('get', k)
    def __setitem__(self, k, v): log.append(('set', k, v))
    def __delitem__(self, k): log.append(('del', k))
    def __len__(self): return 7
    def __contains__(self, x): return x == 42
    def __iter__(self): return iter('xyz')
    def __iadd__(self, o): log.append('iadd'); return self
    def __reversed__(self): return 'rev'
    def __call__(self, *a, **k): return a, k
l = L([1, 2]); print(l[0], l[1:2], l[::2], len(l), 42 in l, 1 in l, list(l), reversed(l), l(1, b=2), [*l], (*l,), bool(l))
l[0] = 5; l[1:2] = 6; del l[0]; l += [3]; print(log, list.__len__(l)); a, b, c = l; print(a, b, c)
class D(dict):
    def __missing__(self, k): return 'miss ' + str(k)
    def __getitem__(self, k): return dict.__getitem__(self, k)
d = D(a=1); print(d['a'], d['b'], d.get('b'), '%(zz)s' % d, '{zz}'.format_map(d))
class S(str):
    def __mod__(self, o): return 'mod'
    def __str__(self): return 'str!'
    def __repr__(self): return 'repr!'
    def __hash__(self): return 1
    def __eq__(self, o): return True
    def __len__(self): return 100
s = S('abc'); print(s % 3, str(s), repr(s), f'{s}', f'{s!r}', '%s' % s, len(s), s == 'zz', 'zz' == s, {s: 1}, [s], s + 'd', s.upper(), 'x'.join([s]))
class T(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
    def __getitem__(self, i): return i
t = T(1, 2, 3); print(t, t[99], len(t), hash(t) == hash((1, 2, 3)), t == (1, 2, 3), t + (1,), a if (a := t[0:2]) else 0)
class F(float):
    def __add__(self, o): return 'fadd'
    def __eq__(self, o): return 'feq'
f = F(1.5); print(f + 1, 1 + f, f == 1, f * 2, type(f * 2), f.hex(), F.fromhex('0x1p3'), type(F.fromhex('0x1p3')).__name__)
class B(bytes):
    def __getitem__(self, i): return 'b'
b = B(b'xyz'); print(b[0], b, b + b'1', b.upper(), list(b))
class ST(set):
    def __contains__(self, x): return True
    def __or__(self, o): return 'or'
print(5 in ST(), ST() | {1}, ST([1]) & {1}, {1} | ST([2]))
class C(complex): pass
print(C(1, 2) + 1, C('1+2j'), type(C(1)).__name__)
class BA(bytearray):
    def __setitem__(self, k, v): log.append('ba')
x = BA(b'abc'); x[0] = 5; print(x, log[-1])
# length hint, missing slots
class LH:
    def __init__(s, v): s.v = v
    def __length_hint__(s): return s.v
    def __iter__(s): return iter([1])
for v in (5, NotImplemented, -1, 'x'): show(lambda: list(LH(v)))
# hash
class H:
    def __hash__(self): return 2**70
print(hash(H()) == hash(2**70))
class H2:
    def __hash__(self): return 'x'
show(hash, H2())
class H3:
    __hash__ = None
show(hash, H3())
class E1:
    def __eq__(self, o): return True
show(hash, E1())
# index, bool, int errors
class Bad:
    def __index__(self): return 'x'
    def __bool__(self): return 5
    def __len__(self): return -1
    def __int__(self): return 'x'
    def __float__(self): return 'x'
    def __complex__(self): return 'x'
    def __str__(self): return 5
    def __repr__(self): return 5
    def __bytes__(self): return 5
    def __format__(self, s): return 5
    def __iter__(self): return 5
    def __contains__(self, o): raise ValueError('c')
    def __dir__(self): return 5
    def __hash__(self): return 'h'
    def __next__(self): return 1
    def __enter__(self): return 1
    def __getattr__(self, n): raise KeyError(n)
z = Bad()
for fn in (lambda: [1][z], lambda: bool(z), lambda: len(z), lambda: int(z), lambda: float(z), lambda: complex(z), lambda: str(z), lambda: repr(z), lambda: bytes(z), lambda: format(z, ''), lambda: iter(z), lambda: 1 in z, lambda: dir(z), lambda: hash(z), lambda: z.q, lambda: list(z), lambda: range(z), lambda: 'a' * z, lambda: hex(z), lambda: z.x):
    show(fn)
class LenHuge:
    def __len__(self): return 2**70
show(len, LenHuge()); show(bool, LenHuge())
class LenF:
    def __len__(self): return 1.5
show(len, LenF())
# reflected priority
class P:
    def __add__(s, o): return 'P.add'
    def __radd__(s, o): return 'P.radd'
    def __eq__(s, o): return 'P.eq'
    def __lt__(s, o): return NotImplemented
    def __gt__(s, o): return 'P.gt'
class Q(P):
    def __radd__(s, o): return 'Q.radd'
    def __eq__(s, o): return 'Q.eq'
class R(P): pass
print(P() + Q(), P() + R(), P() == Q(), Q() + P(), P() < P(), P() < Q())
show(lambda: P() < 3); show(lambda: 3 < P()); show(lambda: object() < object()); show(lambda: P() - 1); show(lambda: 1 @ P()); show(lambda: -P()); show(lambda: ~P()); show(lambda: abs(P()))
class IN:
    def __iadd__(s, o): return NotImplemented
    def __add__(s, o): return 'added'
    def __isub__(s, o): return NotImplemented
n = IN(); n += 1; print(n)
def isub():
    n = IN(); n -= 1
show(isub)
def f():
    n = IN(); n **= 2
show(f)
class M:
    def __matmul__(s, o): return 'mm'
    def __imatmul__(s, o): return 'imm'
    def __rmatmul__(s, o): return 'rmm'
m = M(); print(m @ 1, 1 @ m); m @= 1; print(m)
class GI:
    def __class_getitem__(cls, k): return (cls.__name__, k)
print(GI[int], GI[1, 2])
class MT(type):
    def __getitem__(cls, k): return ('meta', k)
    def __call__(cls, *a): return ('call', a)
    def __len__(cls): return 4
    def __iter__(cls): return iter((1, 2))
    def __contains__(cls, x): return x == 1
    def __add__(cls, o): return 'mtadd'
    def __prepare__(name, bases, **k): return {'pre': k}
    def __new__(m, n, b, d, **k): return super().__new__(m, n, b, d)
    def __init__(c, n, b, d, **k): log.append(k)
class MC(metaclass=MT, kw=1): pass
print(MC[5], MC(1), len(MC), list(MC), 1 in MC, MC + 1, MC.pre, log[-1])
class IS:
    def __init_subclass__(cls, /, tag=None, **k): super().__init_subclass__(**k); cls.tag = tag
class IS2(IS, tag='t'): pass
print(IS2.tag); show(type, 'IS3', (IS,), {}, bad=1)
class GA:
    def __getattr__(self, n):
        if n.startswith('__'): raise AttributeError(n)
        return n
    def __setattr__(self, n, v): object.__setattr__(self, n + '_', v)
    def __delattr__(self, n): log.append('delattr ' + n)
g = GA(); g.x = 1; print(g.x, g.x_, g.__dict__); del g.zz; print(log[-1]); print(hasattr(g, '__foo__'), hasattr(g, 'foo'))
class MRO_E:
    def __mro_entries__(self, bases): return (dict,)
class ME(MRO_E()): pass
print(ME.__mro__[1], ME.__orig_bases__[0].__class__.__name__)
show(lambda: type('x', (MRO_E(),), {}))
