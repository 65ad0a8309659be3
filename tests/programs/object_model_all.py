def show(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
F = type(lambda: 0); C = type((lambda:0).__code__); 
def f(a, b=2, /, c=3, *args, d=4, **kw):
    "doc"
    x = a + b
    return lambda: x
c = f.__code__
print([n for n in dir(c) if n.startswith('co_')])
print(c.co_argcount, c.co_posonlyargcount, c.co_kwonlyargcount, c.co_nlocals, c.co_varnames, c.co_names, c.co_freevars, c.co_cellvars, c.co_flags, c.co_name, c.co_qualname, c.co_firstlineno)
print(c.co_consts[0], len(c.co_consts))
c2 = c.replace(co_name='g', co_filename='zz.py', co_firstlineno=10)
print(c2.co_name, c2.co_filename, c2.co_firstlineno, c2 == c, c == c, hash(c) == hash(c.replace()), c.replace() == c)
g = F(c, globals(), 'newname', (7,), None)
show(lambda: g.__name__); show(lambda: g(1)()); show(lambda: g()()) 
show(F, c); show(F, 1, {}); show(F, c, globals(), 5); show(F, c, globals(), 'x', 5)
def outer():
    y = 1
    def inner(): return y
    return inner
i = outer()
show(F, i.__code__, globals()); show(F, i.__code__, globals(), 'n', None, (1,)); show(F, i.__code__, globals(), 'n', None, ())
CELL = type(i.__closure__[0])
show(lambda: F(i.__code__, globals(), 'n', None, (CELL(42),))())
h = F(i.__code__, {}, closure=(CELL(3),)); print(h(), h.__name__, h.__module__, h.__qualname__)
show(lambda: F((lambda a, *, b: (a, b)).__code__, {}, argdefs=(1,), kwdefaults={'b': 2})())
# attribute protocol
class A:
    x = 1
    def __getattr__(self, n): return 'ga ' + n
    def __getattribute__(self, n):
        if n == 'boom': raise AttributeError('b')
        return super().__getattribute__(n)
a = A(); print(a.x, a.boom, a.nope)
class D:
    def __get__(self, o, t): return ('get', o is None, t.__name__)
    def __set__(self, o, v): print('set', v)
    def __delete__(self, o): print('del')
    def __set_name__(self, o, n): print('name', o.__name__, n)
class B: d = D()
b = B(); print(b.d, B.d); b.d = 3; del b.d
b.__dict__['d'] = 9; print(b.d)
# __class__ assign
class P: pass
class Q: pass
p = P(); p.z = 1; p.__class__ = Q; print(type(p).__name__, p.z)
class S: __slots__ = ('a',)
class S2: __slots__ = ('a',)
class S3: __slots__ = ('b',)
s = S(); s.a = 5; s.__class__ = S2; print(s.a)
def setc(o, c): o.__class__ = c
show(setc, s, S3); show(setc, p, int); show(setc, 1, bool); show(setc, p, 5); show(setc, p, S); show(setc, [], P)
import sys
class M(type(sys)):
    @property
    def prop(self): return 'p'
m = type(sys)('m'); m.__class__ = M; print(m.prop)
def delc(o): del o.__class__
show(delc, p)
# __bases__
class X: v = 'X'
class Y: v = 'Y'
class Z(X): pass
zz = Z(); print(zz.v); Z.__bases__ = (Y,); print(zz.v, Z.__mro__ == (Z, Y, object), X.__subclasses__(), [k.__name__ for k in Y.__subclasses__()])
def setb(c, b): c.__bases__ = b
show(setb, Z, ()); show(setb, Z, 5); show(setb, Z, (5,)); show(setb, Z, (Z,)); show(setb, Z, (int,)); show(setb, object, (X,)); show(setb, int, (X,)); show(setb, X, (Z,)) 
class W(Y, X): pass
show(setb, W, (X, Y)); print([k.__name__ for k in W.__mro__], W.v)
class MM(type):
    def mro(cls): return super().mro()[:1] + [X] + super().mro()[1:]
class WW(metaclass=MM): pass
print([k.__name__ for k in WW.__mro__], WW().v)
# layout conflicts
show(type, 'L', (int, str), {}); show(type, 'L', (list, dict), {}); show(type, 'L', (S, S3), {}); show(type, 'L', (bool,), {}); show(type, 'L', (type(None),), {})
show(type, 'L', (Exception, int), {}) ; show(type, 'L', (X, X), {}); show(type, 'L', (object, X), {}); show(type, 'L', (1,), {}); show(type, 1, (), {}); show(type, 'L', [], {}); show(type, 'a\0b', (), {}); show(type, 'L', (), 5); show(type, 1, 2); show(type); show(type, 'L', (X,), {}, 3)
# instance/subclass hooks
class Meta(type):
    def __instancecheck__(cls, o): return o == 5
    def __subclasscheck__(cls, o): return o is int
class H(metaclass=Meta): pass
print(isinstance(5, H), isinstance(6, H), issubclass(int, H), issubclass(str, H), isinstance(5, (str, H)), isinstance(H(), H))
show(isinstance, 1, 1); show(issubclass, 1, int); show(issubclass, int, 1); show(isinstance, 1, (int, 1)); show(isinstance, 'a', (int, 1)); show(isinstance, 1, int | str); show(isinstance, 1, list[int]); show(issubclass, int, int | None)
