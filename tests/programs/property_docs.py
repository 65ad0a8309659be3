class P(property):
    "sub doc"
class S(property):
    __slots__=()
class D(property):
    __slots__=('__doc__',)
class PN(property): pass
def g(self): "gdoc"
def g0(self): pass
for c in (property,P,PN,S,D):
  for f in (g,g0,None):
    for doc in (None,'x', 5, ''):
        try:
            p=c(f,None,None,doc)
            print(c.__name__,f and f.__name__,doc, repr(p.__doc__), getattr(p,'__dict__',None))
        except AttributeError as e: print(c.__name__,f and f.__name__,doc,e)
p=property(g0); 
try: del p.__name__
except Exception as e: print(e)
p.__name__=None; print(p.__name__)
try: del p.__name__
except Exception as e: print(e)
print(p.__name__)
class E:
    @property
    def __doc__(self): raise ValueError('boom')
try: property(E())
except Exception as e: print(repr(e))
class E:
    __doc__=None
    def __init__(self):pass
print(repr(property(E()).__doc__))
class C:
    @P
    def a(self): "adoc"
    @a.setter
    def a(self,v): "no"
    b=P(g0, doc='mine').getter(g)
    c=P(g).getter(g0)
    d=property(g).getter(g0)
    e=P(g).setter(g0).deleter(g)
for n in 'abcde': print(n, getattr(C,n).__doc__, getattr(C,n).__name__)
x=property(doc='q'); print(x.getter(g).__doc__)
