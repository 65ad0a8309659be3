import types, importlib.machinery as im
class L: 
    def __repr__(s): return 'LL'
class Full(L):
    @classmethod
    def module_repr(cls,m): return 'x'
def show(**k):
    m=types.ModuleType('foo'); 
    for a,b in k.items():
        if b is DEL: delattr(m,a)
        else: setattr(m,a,b)
    try: print(sorted(k), '->', repr(m))
    except Exception as e: print(sorted(k), repr(e))
DEL=object()
show()
show(__loader__=L())
show(__loader__=L, __file__='/a')
for spec in (im.ModuleSpec('bar',None), im.ModuleSpec('bar',L()), im.ModuleSpec('bar',None,origin='built-in'), im.ModuleSpec('bar',L(),origin='org'), im.ModuleSpec('bar',None,is_package=True)):
    show(__spec__=spec); show(__spec__=spec, __file__='/f'); show(__spec__=spec,__loader__=L()); show(__spec__=spec,__loader__=L(),__file__=5)
s=im.ModuleSpec('bar',None,origin='loc'); s.has_location=True; show(__spec__=s)
s=im.ModuleSpec('bar',L(),origin='loc'); s.has_location=True; show(__spec__=s); show(__spec__=s, __file__='/f')
s=im.ModuleSpec('bar',None); s.submodule_search_locations=['p']; show(__spec__=s, __loader__=L())
show(__spec__=5); show(__spec__=5,__loader__=L()); show(__spec__=5,__file__=4); show(__spec__=types.SimpleNamespace(name='n'))
show(__name__=5)
import sys; print(sys)
m = types.ModuleType('foo'); del m.__name__; print(m)
m.__loader__ = L(); print(m)
m.__spec__ = im.ModuleSpec('bar', im.NamespaceLoader('bar', ['p'], None)); print(m)
