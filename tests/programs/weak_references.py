import gc, _weakref as w
class C:
    def __del__(self):
        print('del', [r() is not None for r in rs])
rs=[]
a=C(); a.me=a
rs.append(w.ref(a)); rs.append(w.ref(a, lambda r: print('cb', r() is None)))
del a
gc.collect()
print([r() for r in rs])
class D: 
    def __del__(self):
        global res; res=self; print('D', r2() is self)
d=D(); d.me=d; r2=w.ref(d); r3=w.ref(d, lambda r: print('cb3'))
del d; gc.collect(); print(r2() is None, r3() is None, type(res))
d = D(); r2=w.ref(d); r3=w.ref(d, lambda r: print('cb3'))
del d
print(r2() is None, r3() is None)
class E: pass
e=E(); e.me=e; e.r=w.ref(e, lambda r: print('inner'))
del e; gc.collect()
for t in (type, E, E(), (lambda:0), len, [].append, E.__init__, set(), frozenset([1]), gc, int, 1, 's', (), [], {}, None, object(), 1.5, b'', bytearray(), Exception(), property(), staticmethod(len), classmethod(len), range(3), slice(1), iter([]), (i for i in ()), zip(), map(len,[]), enumerate([]), E().__init__, E.__dict__, (lambda:0).__code__, dict().keys(), NotImplemented, Ellipsis, int|str, list[int], super(E), str.join, ''.join, type.__call__, E.__weakref__, w.ref(E), object.__init__):
    try: x=w.ref(t); print(type(t).__name__, 'ok')
    except TypeError as ex: print(ex)
for base in (int,str,list,tuple,dict,bytes,float,Exception,set,object,type,bool.__class__):
    C=type(base)('C',(base,),{})
    print(base.__name__, C.__weakrefoffset__!=0, '__weakref__' in C.__dict__, base.__weakrefoffset__!=0)
for s in ((), ('__weakref__',), ('__dict__',), ('a','__weakref__','__dict__'),('__weakref__','__weakref__')):
    for base in (object, list, tuple, E, Exception):
        try:
            C=type('C',(base,),{'__slots__':s}); print(base.__name__, s, C.__weakrefoffset__!=0, C.__dictoffset__!=0, '__weakref__' in C.__dict__)
        except TypeError as ex: print(base.__name__, s, ex)
r=w.ref(E); print(repr(r)[:12], r==w.ref(E), r is w.ref(E), hash(r)==hash(E))
p=w.proxy(gg:=E()); print(type(p), isinstance(p,E), p.__class__)
try: hash(p)
except TypeError as ex: print(ex)
gg.x=3; print(p.x); p.y=4; print(gg.y); del gg
try: p.x
except ReferenceError as ex: print(ex)
print(bool, end=' ')
try: print(bool(p))
except ReferenceError as ex: print(ex)
try: print(str(p))
except ReferenceError as ex: print(ex)
print(repr(p)[:13])
print(w.getweakrefcount(E), w.getweakrefs(E)==[r], E.__weakref__ )
e=E(); print(e.__weakref__); rr=w.ref(e); print(e.__weakref__ is rr)
k=w.ref(e,lambda r:None); print(k is rr, k==rr, w.getweakrefcount(e))
print(rr.__callback__, k.__callback__.__name__)
h=hash(rr); del e; print(hash(rr)==h)
try: hash(k)
except TypeError as ex: print(ex)
print(rr==rr, rr==k, rr!=k, repr(k)[-7:])
def bad(r): 1/0
import sys; sys.unraisablehook=lambda u: print(u.exc_type, u.object, u.err_msg[:42])
e=E(); q=w.ref(e,bad); del e
try: w.ref(E(),1,2)
except TypeError as ex: print(ex)
try: w.ref()
except TypeError as ex: print(ex)
try: w.ref(E(),callback=1)
except TypeError as ex: print(ex)
l=[]
e=E(); rs=[w.ref(e, lambda r,i=i:l.append(i)) for i in range(4)]; del e; print(l)
