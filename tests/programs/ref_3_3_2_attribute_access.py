# Customizing attribute access: __getattr__ to __dir__, modules, descriptors, __slots__.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
class G:
    x = 1
    def __getattr__(self, name): print("getattr", name); raise KeyError(name) if name == "key" else AttributeError() if name == "empty" else AttributeError("custom " + name)
g = G(); print(g.x); attempt(lambda: g.y); attempt(lambda: g.key); attempt(lambda: g.empty); print(hasattr(g, "no"), getattr(g, "no", "default")); attempt(getattr, g, "key", 1); attempt(hasattr, g, "key")
class A:
    def __getattribute__(self, name):
        print("getattribute", name)
        return object.__getattribute__(self, name)
    def __getattr__(self, name): return "fallback " + name
    def m(self): return "m"
a = A(); print(a.q, a.m(), a.__class__.__name__); a.z = 3; print(a.z, a.__dict__); print(len.__call__("abc"))
class Prop:
    @property
    def p(self): return self.missing
    def __getattr__(self, name): return "from getattr " + name
print(Prop().p)
class Prop2:
    @property
    def p(self): raise AttributeError("inner")
    def __getattr__(self, name): return "replaced " + name
print(Prop2().p)
class Set:
    def __setattr__(self, name, value): print("setattr", name, value); object.__setattr__(self, name, value)
    def __delattr__(self, name): print("delattr", name); super().__delattr__(name)
s = Set(); s.a = 1; s.a += 1; setattr(s, "b", 2); del s.a; attempt(delattr, s, "a"); print(s.__dict__); s.__dict__["c"] = 3; print(s.c); attempt(setattr, s, 5, 1); attempt(getattr, s, 5); attempt(object.__setattr__, 5, "x", 1); attempt(type.__setattr__, int, "x", 1); attempt(object.__setattr__, Set, "x", 1); attempt(object.__getattribute__, Set, 1)
class Dir:
    def __init__(self, v): self.v = v
    def __dir__(self): return self.v
print(dir(Dir(["b", "a"])), dir(Dir(("z", "y"))), dir(Dir(x for x in "ba"))); attempt(dir, Dir(5)); attempt(dir, Dir([1, "a"])); attempt(dir, Dir(None))
class Base: b = 1
class Derived(Base):
    d = 2
    def __init__(self): self.i = 3
print([n for n in dir(Derived()) if not n.startswith("__")], [n for n in dir(Derived) if not n.startswith("__")])
def local_dir(): z = 1; a = 2; return dir()
print(local_dir())
# modules
import sys
M = type(sys)
m = M("m"); m.__getattr__ = lambda name: "module getattr " + name; m.__dir__ = lambda: ["one", "two"]; print(m.anything, dir(m), m.__name__)
class Mod(M):
    def __repr__(self): return "VerboseModule"
    @property
    def prop(self): return "prop"
    def __setattr__(self, name, value): print("setting", name); super().__setattr__(name, value)
m.__class__ = Mod; print(m, m.prop); m.x = 1; attempt(setattr, m, "__class__", int); n = M("n"); attempt(lambda: n.nope); n.__name__ = 5; attempt(lambda: n.nope); del n.__name__; attempt(lambda: n.nope)
# descriptors
class Data:
    def __get__(self, instance, owner=None): return "get", instance is not None, owner.__name__ if owner else None
    def __set__(self, instance, value): print("set", value)
    def __delete__(self, instance): print("delete")
    def __set_name__(self, owner, name): print("set_name", owner.__name__, name)
class NonData:
    def __get__(self, instance, owner=None): return "nondata"
class SetOnly:
    def __set__(self, instance, value): instance.__dict__["so"] = value * 2
class DelOnly:
    def __delete__(self, instance): print("del only")
class H:
    d = Data(); n = NonData(); so = SetOnly(); do = DelOnly(); also = d
h = H(); print(h.d, H.d); h.d = 5; del h.d; h.__dict__.update(d="shadow", n="wins"); print(h.d, h.n, H.n); del h.n; print(h.n); h.so = 4; print(h.so); attempt(delattr, h, "so"); attempt(setattr, h, "do", 1); del h.do; print(type(H().do).__name__)
H.d = 7; print(H.d, h.d); H.late = Data(); print(h.late)
class Meta(type):
    md = Data()
    def meth(cls): return "meta method of " + cls.__name__
class WithMeta(metaclass=Meta): x = NonData()
print(WithMeta.md, WithMeta.x, WithMeta.meth()); WithMeta.md = 3; attempt(lambda: WithMeta().md); attempt(lambda: WithMeta().meth)
class BadSetName:
    def __set_name__(self, owner, name): raise ValueError("no name for " + name)
try:
    class Broken: attr = BadSetName()
except ValueError as e: print(e, e.__notes__)
class InstGet: pass
ig = InstGet(); ig.__get__ = lambda *a: 1
class UsesIg: v = ig
print(UsesIg().v is ig)
class Sup1: f = Data()
class Sup2(Sup1):
    f = 3
    def get(self): return super().f
    @classmethod
    def cget(cls): return super().f
print(Sup2().get(), Sup2.cget(), super(Sup2, Sup2()).f, Data.__get__(Data(), None, H))
def func(self): return "bound to " + type(self).__name__
print(func.__get__(3)(), func.__get__(3, int)(), func.__get__(None, int) is func); attempt(func.__get__, None); attempt(func.__get__); attempt(func.__get__, None, None)
# __slots__
class S:
    __slots__ = ("a", "b")
    def __init__(self): self.a = 1
s = S(); print(s.a, S.__slots__, type(S.a).__name__, S.a.__name__, repr(S.a)); attempt(lambda: s.b); attempt(setattr, s, "c", 1); attempt(lambda: s.__dict__); del s.a; attempt(lambda: s.a); attempt(delattr, s, "a"); print(S.a.__get__(s, S) if hasattr(s, "a") else "unset", hasattr(s, "__weakref__"))
class S2(S): __slots__ = ()
class S3(S): pass
class S4(S): __slots__ = ("__dict__", "__weakref__", "b")
attempt(setattr, S2(), "z", 1); x = S3(); x.z = 1; print(x.__dict__, x.a); y = S4(); y.q = 2; y.b = 3; print(y.__dict__, y.b, "own b")
class St: __slots__ = "single"
St().single = 1; print([n for n in dir(St) if not n.startswith("__")])
class Sd: __slots__ = {"doc1": "documented"}
print(Sd.__slots__, Sd.doc1.__doc__)
class Si: __slots__ = iter(["p", "q"])
print(hasattr(Si, "p"))
class Sm: __slots__ = "__private", "__both__"
print(sorted(n for n in vars(Sm) if "pri" in n or "both" in n))
def make(bases, **ns): return type("X", bases, ns).__name__
attempt(make, (), __slots__=5); attempt(make, (), __slots__=[1]); attempt(make, (), __slots__=["a b"]); attempt(make, (), __slots__=["1"]); attempt(make, (), __slots__=["a"], a=1); attempt(make, (int,), __slots__=["a"]); attempt(make, (tuple,), __slots__=["a"]); attempt(make, (int,), __slots__=[]); attempt(make, (list,), __slots__=["a"]); attempt(make, (S, St)); attempt(make, (S, Sd), __slots__=()); attempt(make, (), __slots__=["__dict__", "__dict__"]); attempt(make, (S3,), __slots__=["__dict__"]); attempt(make, (), __slots__=["a", "a"]); attempt(make, (), __slots__=""); attempt(make, (), __slots__=["__class__"]); attempt(make, (bytes,), __slots__=["x"]); attempt(make, (S2, S3)); attempt(make, (bool,)); attempt(make, (type(None),)); attempt(make, (5,)); attempt(make, (int, str)); attempt(make, (int, int)); attempt(make, (object, int))
