# _functools: partial, Placeholder, reduce, cmp_to_key, lru_cache.
import _functools as F, functools, pickle, copy, weakref, gc
def t(f,*a,**k):
    try: r=f(*a,**k); print(type(r).__name__, r)
    except BaseException as e: print(type(e).__name__, e)
P=functools.partial; _=functools.Placeholder
print(F.partial is P, repr(_), type(_), type(_)() is _, copy.copy(_) is _, pickle.loads(pickle.dumps(_)) is _)
t(type(_),1);t(lambda: type('X',(type(_),),{}))
def f(*a,**k): return a,sorted(k.items())
t(P);t(P,5);t(P,f,_);t(P,f,1,_);t(P,f,x=_);t(P(f));t(P(f,1,x=2),3,y=4);t(P(f,1,x=2),3,x=4);t(P(f,_,2),1);t(P(f,_,2));t(P(f,_,2,_,4),1);t(P(f,_,2,_,4),1,3,5,z=1)
p=P(f,_,2,_,4,a=1); q=P(p,10); print(q.args==(10,2,_,4), q.func is f, q.keywords); t(q,3); q=P(p,10,11,12,b=2,a=3); print(q.args,q.keywords); q=P(p,_,11); print(q.args); t(P,p,1,_); q=P(p,b=1); print(q.args)
def named(): pass
named.__qualname__='named'
class R:
    def __repr__(s): return 'R'
    def __call__(s,*a,**k): return a,k
r=R()
print(repr(P(r)),repr(P(r,1,'a',x=2)),repr(P(r,_,1)))
class PS(P): pass
print(repr(PS(r,1))); s=PS(r,1,y=2); s.attr=5; print(P(s,3).func is s, PS(s,3).func is s, PS(PS(r,1),2).func is r, P(PS(r,1),2).func is r)
p=P(r,1,x=3); print(p.func,p.args,p.keywords,p.__dict__); p.foo=7; print(p.__dict__, p.foo); t(setattr,p,'func',1); t(delattr,p,'args'); del p.foo
try: p.func=1
except AttributeError as e: print(e)
print(P.__doc__ is not None, P(f).__doc__==P.__doc__)
p2=P(int,base=2); print(p2('101')); p2.keywords['base']=16; print(p2('101'))
for x in (P(int,'12'),P(int,base=3),P(int,_,3)):
    print(x.__reduce__())
    for i in range(6):
        y=pickle.loads(pickle.dumps(x,i)); print(y, y.func is int,y.args,y.keywords)
    print(copy.copy(x),copy.deepcopy(x))
p=P(int)
for st in (None,(),(int,),(int,(),{},None,1),(5,(),{},None),(int,[],{},None),(int,(),[],None),(int,(_,),{},None),(int,(1,),None,None),(int,(1,),{},{'x':3}),(int,(1,),{'a':1},[])): t(p.__setstate__,st); print(p)
rec=P(r); rec.__setstate__((rec,(),{},{})); print(repr(rec)); 
rec.__setstate__((r,(rec,),{'a':rec},{})); print(repr(rec)); rec.__setstate__((r,(),{},{}))
class A:
    m=P(f,1)
    def __init__(s): pass
    n=functools.partialmethod(f,9) if 0 else None
a=A(); print(a.m(2)[0][0], len(a.m(2)[0]), A.m(2)[0], type(a.m).__name__)
print(P[int], weakref.ref(p)() is p)
t(functools.reduce,lambda a,b:a+b,[1,2,3]);t(functools.reduce,lambda a,b:a+b,[]);t(functools.reduce,lambda a,b:a+b,[],5);t(functools.reduce,lambda a,b:a+b,5);t(functools.reduce,5,[1]);t(functools.reduce,5,[1,2]);t(functools.reduce,lambda a,b:a+b,[1],initial='x');t(functools.reduce,lambda a,b:(a,b),'abc',initial=None);t(functools.reduce);t(functools.reduce,max)
K=functools.cmp_to_key(lambda a,b:a-b)
print(K(1)<K(2),K(1)>K(2),K(1)==K(1),K(1)!=K(1),K(1)<=K(1),K(1)>=K(2)); t(hash,K(1)); t(lambda:K(1)<1);t(K);t(K,x=1);print(K(obj=5).obj, K.obj); k=K(3); k.obj=9; print(k.obj); t(functools.cmp_to_key);t(lambda:functools.cmp_to_key(5)(1)<functools.cmp_to_key(5)(2)); t(K(1));
print(sorted([3,1,2,5],key=K), sorted('bca',key=functools.cmp_to_key(lambda a,b:(a<b)-(a>b))))
t(lambda:functools.cmp_to_key(lambda a,b:'x')(1)<functools.cmp_to_key(lambda a,b:'x')(2))
calls=[]
def g(*a,**k):
    calls.append((a,k)); return len(calls)
for maxsize in None,0,1,2,-3,128:
    for typed in False,True:
        calls.clear()
        c=functools.lru_cache(maxsize=maxsize,typed=typed)(g)
        print([c(1),c(1.0),c(True),c('a'),c(1),c(x=1),c(x=1.0),c(1,y=2),c(y=2,x=1),c(x=1,y=2),c(),c((1,)),c('a'),c(1,2),c((1,2)), c()], c.cache_info(), c.cache_parameters())
        t(c,[]); c.cache_clear(); print(c.cache_info())
@functools.lru_cache
def fib(n): return n if n<2 else fib(n-1)+fib(n-2)
print(fib(60), fib.cache_info(), fib.__name__, fib.__wrapped__(1), fib.__doc__)
@functools.cache
def ff(x): return x
print(copy.copy(fib) is fib, copy.deepcopy(fib) is fib, pickle.loads(pickle.dumps(fib)) is fib, fib.__reduce__(), weakref.ref(fib)() is fib)
w=F._lru_cache_wrapper
t(w,5,None,False,tuple);t(w,max,'a',False,tuple);t(w,max,1.5,False,tuple);t(w,max,None); x=w(max,2**40,1,list); t(x,3,4); t(x.cache_info); x=w(lambda *a:a,3,0,lambda *a:a); x(1);x(2);x(1);t(x.cache_info);t(x.cache_clear,1)
t(w,max,2**70,False,tuple)
class C:
    def __init__(s): s.n=0
    @functools.lru_cache(maxsize=2)
    def m(s,x): s.n+=1; return (s.n,x)
    @staticmethod
    @functools.lru_cache
    def st(x): return x
c=C(); print(c.m(1),c.m(1),c.m(2),c.m(3),c.m(1),C.m(c,1),c.m.__func__ is C.m, c.st(4), C.m.cache_info())
# lru order
order=[]
@functools.lru_cache(maxsize=3)
def o(x): order.append(x); return x
for i in (1,2,3,1,4,2,1,5,3): o(i)
print(order,o.cache_info())
# reentrant
@functools.lru_cache(maxsize=2)
def re_(n):
    if n: re_(n-1)
    return n
for i in range(5): re_(i)
print(re_.cache_info())
class E:
    def __init__(s,v): s.v=v
    def __hash__(s): return 1
    def __eq__(s,o): ee.cache_clear(); return s.v==o.v
@functools.lru_cache(maxsize=2)
def ee(x): return x.v
print([ee(E(i%3)) for i in range(8)], ee.cache_info())
class H:
    def __hash__(s): raise ValueError('no hash')
t(ee,H()); 
def bad(x): raise KeyError(x)
b=functools.lru_cache(bad); t(b,1);t(b,1);print(b.cache_info())
b=functools.lru_cache(None)(bad); t(b,1);t(b,1);print(b.cache_info())
b=functools.lru_cache(0)(bad); t(b,1);t(b,1);print(b.cache_info())
@functools.total_ordering
class T:
    def __init__(s,v): s.v=v
    def __eq__(s,o): return s.v==o.v
    def __lt__(s,o): return s.v<o.v
print(T(1)>T(2),T(1)>=T(1))
@functools.singledispatch
def sd(x): return 'o'
@sd.register
def _i(x:int): return 'i'
print(sd(1),sd('a'))
class CP:
    @functools.cached_property
    def x(s): print('calc'); return 5
c=CP(); print(c.x,c.x)
class PM:
    def base(s,*a,**k): return a,k
    pm=functools.partialmethod(base,1,z=2)
print(PM().pm(3))
