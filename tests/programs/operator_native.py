# _operator: every function, the three getters, their reprs and pickles.
import _operator as o, operator, pickle, copy
def t(f,*a,**k):
    try: r=f(*a,**k); print(type(r).__name__, r)
    except BaseException as e: print(type(e).__name__, e)
t(o.contains,5,1);t(o.indexOf,[1,2,2],2);t(o.indexOf,[1],5);t(o.indexOf,5,5);t(o.countOf,[1,2,1.0],1);t(o.countOf,5,1);t(o.concat,1,2);t(o.concat,[1],2);t(o.concat,'a',1);t(o.iconcat,[1],(2,));t(o.iconcat,1,2);t(o.concat,{}, {})
t(o.length_hint,5);t(o.length_hint,5,'a');t(o.length_hint,[1,2]);t(o.length_hint,iter([1]),7);t(o.length_hint,5,3);t(o.length_hint,5,-3);t(o.length_hint, 5, 2**70)
t(o._compare_digest,'a','b');t(o._compare_digest,'a',b'b');t(o._compare_digest,'\xe9','b');t(o._compare_digest,b'ab',bytearray(b'ab'));t(o._compare_digest,1,2);t(o._compare_digest,'ab','ab');t(o._compare_digest,memoryview(b'ab')[::-1],b'ab')
t(o.call,print,1,sep='x');t(o.index,1.5);t(o.index,True);t(o.truth,[]);t(o.not_,[]);t(o.is_none,None);t(o.is_not_none,None);t(o.is_,1,1);t(o.is_not,1,None)
t(o.pow,2,10);t(o.ipow,2,3);t(o.ipow,'a',3);t(o.pow,'a',3);t(o.inv,5);t(o.invert,1.5);t(o.pos,'a');t(o.neg,'a');t(o.abs,'a');t(o.matmul,1,2);t(o.imatmul,1,2);t(o.setitem,(),0,1);t(o.delitem,(),0);t(o.getitem,5,1);t(o.isub,1,'a');t(o.lt,1,'a');t(o.add,1)
l=[1];t(o.iadd,l,[2]);t(o.setitem,l,0,9);t(o.delitem,l,0);print(l)
for f in (o.itemgetter,o.attrgetter,o.methodcaller):
    t(f);t(f,1);t(f,x=1);t(f,'a',x=1);t(f,'a','b')
g=o.itemgetter(1);t(g,'abc');t(g,(1,2));t(g,());t(g);t(g,1,2);t(g,x=1);t(repr,g);t(o.itemgetter(0,slice(1,3)),'abcd');t(repr,o.itemgetter(0,slice(1,3)))
t(o.itemgetter(-1),(1,2));t(o.itemgetter(-5),(1,2));t(o.itemgetter('x'),{'x':3});t(o.itemgetter(1),[1,2]);t(o.itemgetter(True),(1,2))
g=o.attrgetter('real');t(g,5);t(g);t(g,1,2);t(g,x=1);t(repr,g);g=o.attrgetter('real','imag.real');t(g,5);t(repr,g);t(o.attrgetter('a.b'),5);t(o.attrgetter('a..b'),5);t(o.attrgetter(''),5);t(o.attrgetter('real.'),5)
t(o.attrgetter,'real',5)
m=o.methodcaller('split','a');t(m,'bac');t(m);t(m,1,2);t(m,5);t(m,x=1);t(repr,m);m=o.methodcaller('split',sep='a',maxsplit=1);t(m,'bacad');t(repr,m);t(repr,o.methodcaller('a',1,[2],x=3));t(repr,o.methodcaller('a'))
for x in (o.itemgetter(1),o.itemgetter(1,2),o.attrgetter('real'),o.attrgetter('real','imag.real'),o.methodcaller('split','a'),o.methodcaller('split',sep='a',maxsplit=1),o.methodcaller('x')):
    print(x.__reduce__()); print(repr(copy.copy(x)))
    for p in range(6): print(repr(pickle.loads(pickle.dumps(x,p))))
print(o.itemgetter(1)==o.itemgetter(1), o.itemgetter, o.add, o.itemgetter.__module__)
class A:
    k=property(operator.itemgetter(0))
    def __getitem__(s,i): return i
    def __index__(s): return 'x'
print(A().k); t(o.index,A())
class LH:
    def __init__(s,r): s.r=r
    def __length_hint__(s): return s.r
for r in (3,-1,'a',NotImplemented,2**70): t(o.length_hint,LH(r),4)
class Rec: pass
r=[]; g=o.itemgetter(r); r.append(g); print(repr(g))
class I(int):
    def __iadd__(s,x): return 'iadd'
    def __pow__(s,x,m=None): return ('pow',x,m)
t(o.iadd,I(1),2);t(o.ipow,I(1),2);t(o.pow,I(1),2);t(o.eq,1,1.0);t(o.ne,1,2);t(o.ge,1,2);t(o.gt,1,2);t(o.le,1,2)
