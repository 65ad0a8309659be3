# Messages of deletions, conversions, logarithms, containment tests and super.
def show(n, f, *a, **k):
    try: print(n, repr(f(*a, **k)))
    except Exception as e: print(n, type(e).__name__ + ":", e)
r=range(5)
show(1,r.index,9); show(2,r.index,"a"); show(3,r.index,9.0)
a=[1,2,3]
def f(): a[0:1]=5
show(4,f)
def f(): a[::2]=5
show(5,f)
import math
class F:
    def __float__(self): return 1
show(6,float,F()); show(7,math.sqrt,F())
class R:
    def __repr__(self): return 1
show(8,str,R()); show(9,repr,R()); show(10,lambda:f"{R()}"); show(11,lambda:"%s"%R()); show(12,lambda:"%r"%R()); show(13,lambda:[R()]); show(14,print,R()); show(15,format,R()); show(16,lambda:f"{R()!r}"); show(17,lambda:"%a"%R())
class S:
    def __str__(self): return 1
show(18,str,S()); show(19,lambda:f"{S()}"); show(20,print,S())
class A: pass
class B(A): pass
show(21,super,B,5); show(22,super,B,int); show(23,super,5,5)
show(24,lambda:super(B,A()))
class A:
    def __setitem__(self,i,v): pass
class B:
    def __delitem__(self,i): pass
class C: pass
def f(x): del x[0]
def g(x): x[0]=1
for i,x in enumerate([A(),B(),C(),(),"",5,None,b"",range(3),frozenset(),{1}]): show(i,f,x); show(i,g,x)
show(1,dict,[1]); show(2,dict,5); show(3,{}.update,[1]); show(4,dict,["abc"]); show(5,dict,[[1]]); show(6,dict,[None])
import math
show(7,math.log,-5.5,2); show(8,math.log,-1); show(9,math.log,2,-1); show(10,math.log,0); show(11,math.log,-10**400); show(12,math.log,2,1); show(13,math.log2,-1); show(14,math.log10,-1); show(15,math.log1p,-1); show(16,math.log,-5); show(17,math.log2,0); show(18,math.log,2,0); show(19,math.log,0,2); show(20, math.log, -1, 2)
class NI:
    __iter__=None
    def __getitem__(self,i): return 1
class NC:
    __contains__=None
show(21,lambda:1 in NI()); show(22,lambda:1 in NC()); show(23,lambda:1 in C()); show(24,iter,NI()); show(25,lambda:1 in 5)
class BI:
    def __iter__(self): return 5
show(26,lambda:1 in BI()); show(27,list,BI()); show(28,lambda:[*BI()])
def ff():
    a,b=BI()
show(29,ff); show(30,sum,5); show(31,lambda:[*5]); show(32,print,*"ab"); 

