# memoryview and the buffer protocol.
def t(f):
    try: r = f(); print('<view>' if type(r) is memoryview else '<iterator>' if 'iterator' in type(r).__name__ else repr(r))
    except BaseException as e: print(type(e).__name__, e)
m=memoryview(bytearray(range(24)))
t(lambda: m.cast('F')); t(lambda: m.cast('D').format); t(lambda: m.cast('e')[0]); t(lambda: m.cast('P')[0]); t(lambda: m.cast('?').tolist()); t(lambda: m.cast('c')[1])
t(lambda: m.cast('@i')); t(lambda: m.cast('<i')); t(lambda: m.cast('x'))
class C:
    def __buffer__(self, f): print('get', f); return memoryview(b'abc')
    def __release_buffer__(self, v): print('rel', type(v).__name__, bytes(v))
c=C()
x=memoryview(c); x.release(); print('--')
t(lambda: bytes(c)); t(lambda: b''.join([c,c])); t(lambda: int(c)); t(lambda: str(c,'ascii')); t(lambda: b'a' in c); t(lambda: c.__buffer__(0))
t(lambda: b'x'+c)
t(lambda: b'abc'==c)
class D:
    def __buffer__(self, f): return 3
t(lambda: memoryview(D()))
t(lambda: memoryview(3)); t(lambda: m[1.0]); t(lambda: m['a']); t(lambda: m[99]); t(lambda: m[0,0])
def s(k,v): m[k]=v
t(lambda: s(0,256)); t(lambda: s(0,'a')); t(lambda: s(slice(0,2),b'abc')); t(lambda: s(slice(0,2),3)); 
def d(): del m[0]
t(d); t(lambda: hash(m)); t(lambda: memoryview(b'abc').__hash__()==hash(b'abc')); t(lambda: s('a',3))
n=m.cast('B',[4,6]); t(lambda: n.tolist()); t(lambda: n[1,2]); t(lambda: n[1]); t(lambda: n[1:2]); t(lambda: n[1:2,0]); t(lambda: n[1:2,0:2]); t(lambda: n[9,0]); t(lambda: n[0,9]);t(lambda: n[0,0,0])
t(lambda: n.strides); t(lambda: n.cast('i')); t(lambda: n.cast('B').shape); t(lambda: m.cast('i',(2,3)).tolist()); t(lambda: m.cast('i',(2,2))); t(lambda: m.cast('i').cast('f')); t(lambda: m[::2].cast('B')); t(lambda: m.cast('i',5)); t(lambda: m.cast('i',['a'])); t(lambda: m.cast('i',[0])); t(lambda: m.cast('i',[-1])); t(lambda:m[:23].cast('i'))
z=m.cast('i')[0:1].cast('B').cast('i',[]); t(lambda: (z.ndim,z.shape,z[()],z.tolist(),z.nbytes)); t(lambda: len(z)); t(lambda: z[0]); t(lambda: list(z)); t(lambda: z[...]);t(lambda: n[...])
t(lambda: n.tobytes('F')); t(lambda: n.tobytes('X')); t(lambda: n.hex()); t(lambda: m.hex('-',4)); t(lambda: m[::2].hex(b':')); t(lambda: list(reversed(m[:3]))); t(lambda: m.index(3)); t(lambda: m.count(3)); t(lambda: m.index(77)); t(lambda: memoryview[int])
t(lambda: list(n)); t(lambda: n==n); t(lambda: m.cast('f')==m.cast('f')); t(lambda: m[:3]==b'\0\1\2'); t(lambda: m<m)
with memoryview(b'abc') as q: q2=q[1:]
t(lambda: q[0]); t(lambda: q2[0]); t(lambda: repr(q)[:8]); t(lambda: repr(q2)[:12])
ba=bytearray(5); v=memoryview(ba); t(lambda: ba.append(3)); w=memoryview(v); t(lambda: v.release()); w.release(); v.release(); ba.append(3); print(ba)
t(lambda: memoryview._from_flags(b'a', 0x1)); t(lambda: memoryview._from_flags(b'a',0)); t(lambda: v.obj); t(lambda: m.toreadonly().readonly); t(lambda: memoryview(object=b'a').obj)
t(lambda: m.suboffsets); t(lambda: (m.contiguous,m[::2].contiguous,m[::2].c_contiguous,n.f_contiguous)); t(lambda: m[::-1].strides); t(lambda: m[5:2].shape)
t(lambda: memoryview.__doc__); t(lambda: memoryview.cast.__doc__); 
t(lambda: type('X',(memoryview,),{}))
t(lambda: b'a'.__buffer__(1)); t(lambda: bytes.__release_buffer__); t(lambda: bytearray.__release_buffer__); t(lambda: b''.__buffer__('a')); t(lambda: bytearray(b'ab').__release_buffer__(m))
t(lambda: m.cast('B')[1:3].index(1)); t(lambda: m.count(1.0)); t(lambda: m.cast('B').tobytes(order=None)); t(lambda: b'%b'%m[:2]); t(lambda: b'%s'%m[:2]); t(lambda: m.index(3,4)); t(lambda:m.index(3,-50,9)); t(lambda: n.index(3)); t(lambda: n.count(3)); t(lambda: iter(m)); pass
t(lambda: bytearray(m[::2])); t(lambda: bytes(n)); t(lambda: b'abcabc'.find(memoryview(b'ca'))); t(lambda: m[::2].tobytes()); t(lambda: b'abc'.startswith(memoryview(b'a'))); t(lambda: int.from_bytes(m[:2])); t(lambda: int(memoryview(b'12'))); t(lambda: float(memoryview(b'12'))); t(lambda: complex(memoryview(b'12'))); t(lambda: eval(memoryview(b'12'))); t(lambda: b''.join([m[::2]])); t(lambda: b'a'.find(m[::2])); t(lambda: bytearray()+m[::2]);t(lambda: b''+memoryview(b'q'))
def e(k):
    bb=bytearray(4); bb[k]=memoryview(b'zy'); return bb
t(lambda: e(slice(0,2)))
t(lambda: memoryview(b'abc')[0:2]==memoryview(bytearray(b'ab'))); t(lambda: m.cast('d')==m.cast('B'))
t(lambda: memoryview(b'a')<b'b'); t(lambda: memoryview(m.cast('i')).format); t(lambda: memoryview()); pass
t(lambda: s(0,b'a')); 
f=m.cast('f'); 
def sf(v): f[0]=v; return f[0]
t(lambda: sf(1)); t(lambda: sf('a')); t(lambda: sf(1e300)); k=m.cast('c'); 
def sk(v): k[0]=v; return k[0]
t(lambda: sk(b'x')); t(lambda: sk(b'xy')); t(lambda: sk(3)); 
q=m.cast('?')
def sq(v): q[0]=v; return q[0]
t(lambda: sq([])); t(lambda: sq(3))
h=m.cast('h')
def sh(v): h[0]=v; return h[0]
t(lambda: sh(-32769)); t(lambda: sh(1.5)); t(lambda: sh(-3)); t(lambda: sh(10**30)); 
p=m.cast('P')
def sp(v): p[0]=v; return p[0]
t(lambda: sp(-1)); t(lambda: sp(2**64-1)); t(lambda: sp(2**64))
e=m.cast('e')
def se(v): e[0]=v; return e[0]
t(lambda: se(1.1)); t(lambda: se(70000.0)); t(lambda: se(float('nan'))); t(lambda: se(6e-8))


# Lifetime: the exporter is held by its views, and given back with the last.
class Exporter(bytearray):
    def __release_buffer__(self, view):
        print("released", bytes(view))
        super().__release_buffer__(view)


e = Exporter(b"xyz")
a = memoryview(e)
b = a[1:]
del a
try:
    e.append(1)
except BufferError as error:
    print(error)
del b
e.append(1)
print(e)


class Loop:
    def __init__(self):
        self.view = memoryview(self)

    def __buffer__(self, flags):
        return memoryview(b"loop")


import gc

Loop()
gc.collect()
print(sum(type(o) is Loop for o in gc.get_objects()))
data = bytearray(b"0123456789")
v = memoryview(data)
v[2:5] = v[3:6]
print(data)
v[::3] = b"abcd"
print(data, v[::-2].tobytes(), v[8:2:-3].tolist())
try:
    data.extend(v)
except BufferError as error:
    print(error)
match v:
    case [first, *_]:
        print(first)
print(memoryview(b"abc") in {b"abc": 1}, 97 in memoryview(b"abc"))
