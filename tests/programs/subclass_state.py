class B(bytearray): pass
b=B(b'x'); b.q=1
print(b.__reduce__(), b.__reduce_ex__(4), b.__reduce_ex__(2))
class B(bytearray): __slots__=('a','__dict__')
b=B(b'x'); b.a=5; b.q=6
print(b.__reduce__(), b.__reduce_ex__(4), b.__reduce_ex__(2))
class S(set): __slots__=('a',)
b=S(b'x'); b.a=5
print(b.__reduce__(), b.__reduce_ex__(4), b.__reduce_ex__(2))
class S(frozenset): __slots__=('a','__dict__')
b=S(b'x'); b.a=5; 
print(b.__reduce__(), b.__reduce_ex__(4), b.__reduce_ex__(2))
b.c=6
print(b.__reduce__(), b.__reduce_ex__(4), b.__reduce_ex__(2))
class C(BaseException): __slots__=('a',)
c=C(1); c.a=4; print(c.__reduce__())
