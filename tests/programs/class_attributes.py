import sys
def t(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e)
class C:
    __dict__ = property(lambda s: {'a':2})
t(lambda: C().__dict__); t(lambda: vars(C()))
class Foo(object):
    __slots__ = ["__class__", "__dict__"]
    def __init__(self): self.bar = "wow"
t(lambda: Foo().__class__)
t(lambda: '__repr__' in dir(Foo()))
class D:
    def __dir__(self): return 7
t(lambda: dir(D()))
class N:
    def __init__(s): s.__dict__
n=N(); 
def f(): del Exception().__suppress_context__
t(f)
e=ImportError('x',name='n',path='p',name_from='q')
def f(): 
    e=ImportError('x',name='n',path='p'); e.__init__('y'); return e.name, e.path, e.msg, e.args
t(f)
import copy,pickle
t(lambda: copy.copy(ImportError('x',name='n',path='p')).name)
t(lambda: ImportError('x',name='n',path='p').__reduce__())
t(lambda: ImportError('x').__reduce__())
t(lambda: SyntaxError('x')._metadata)
t(lambda: sorted(set(SyntaxError.__dict__)))
class X: __slots__=('a',)
t(lambda: X().a)
def f(): del X().a
t(f)
class M(type):
    def mro(s): return [s,dict,object]
t(lambda: M('x',(),{}))
class M(type):
    def mro(cls): assert cls.__mro__ is None; return type.mro(cls)
t(lambda: M('x',(),{}))
t(lambda: type('A\udcdcB',(),{}))
t(lambda: type('A',(),{'__doc__':'x\udcdcB'}).__doc__)
t(lambda: type('A',(),{'__qualname__':1}))
def f():
    A=type('A',(),{}); A.__type_params__=1; return A.__type_params__
t(f)
def f():
    A=type('A',(),{}); A.__type_params__=(1,);del A.__type_params__
t(f)
def f():
    A=type('A',(),{}); A.__firstlineno__ = 42; A.__module__='x'; return '__firstlineno__' in A.__dict__
t(f)

class M(type):
    def mro(cls):
        if cls.__mro__ is None and cls.__name__ != 'X':
            t(lambda: M('X', (cls,), {}))
        return type.mro(cls)
M('Y', (), {})
