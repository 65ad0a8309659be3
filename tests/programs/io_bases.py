# The abstract bases of files.
import io,_io
def shown(r):
    text = repr(r)
    return text[:text.index(" at 0x")] + ">" if " at 0x" in text else text
def t(f,*a,**k):
    try: r=f(*a,**k); print('ok',shown(r)); return r
    except BaseException as e: print(type(e).__name__, e)
b=io.IOBase()
for m in 'seek tell truncate fileno'.split(): t(getattr(b,m),*( (0,) if m=='seek' else ()))
for m in 'flush seekable readable writable isatty _checkClosed _checkSeekable _checkReadable _checkWritable __enter__ readline readlines'.split(): t(getattr(b,m))
t(next,b)
t(b.writelines,[1])
t(b.writelines,1)
t(b.close); t(b.close)
print(b.closed, b.__dict__)
for m in 'seek tell truncate fileno'.split(): t(getattr(b,m),*( (0,) if m=='seek' else ()))
for m in 'flush seekable readable writable isatty _checkClosed _checkSeekable _checkReadable _checkWritable __enter__ readline readlines __iter__'.split(): t(getattr(b,m))
t(b.__exit__); 
class R(io.RawIOBase):
    def readinto(self,b): 
        print(type(b),len(b),b.readonly); b[:2]=b'ab'; return 2
r=R()
t(r.read,5); t(r.read,0); t(r.readinto,bytearray(3))
class R(io.RawIOBase):
    n=0
    def readinto(self,b): self.n+=1; return None if self.n<2 else 'x'
r=R(); t(r.read,4); t(r.read,4); t(R().readall); 
class R(io.RawIOBase):
    n=0
    def readinto(self,b): return 100
t(R().read,3)
class R(io.RawIOBase):
    n=0
    def readinto(self,b): return -1
t(R().read,3)
t(io.RawIOBase().read); t(io.RawIOBase().write,b''); t(io.RawIOBase().readinto,b'')
class B(io.BufferedIOBase):
    def read(self,n=-1): return b'abc'[:n] if n>=0 else b'abcdef'
    def read1(self,n=-1): return 'x'
b=B(); a=bytearray(2); t(b.readinto,a); print(a); t(b.readinto1,a); t(b.readinto,b'x')
class B(io.BufferedIOBase):
    def read(self,n=-1): return b'abcdef'
t(B().readinto,a)
for m in 'detach read read1'.split(): t(getattr(io.BufferedIOBase(),m))
t(io.BufferedIOBase().write,b'')
x=io.TextIOBase()
for m in 'detach read readline'.split(): t(getattr(x,m))
t(x.write,''); print(x.encoding,x.newlines,x.errors)
class C(io.IOBase):
    def read(self,n=-1): return 5
t(C().readline); t(C().readline,'x'); t(C().readline,None);
class C(io.IOBase):
    def read(self,n=-1): return b'x'*3
    def peek(self,n): return 5
t(C().readline,7)
class C(io.IOBase):
    def readable(self): return 1
    def seekable(self): return 1
    def writable(self): return True
for m in '_checkClosed _checkSeekable _checkReadable _checkWritable'.split(): t(getattr(C(),m))
class C(io.IOBase):
    closed=property(lambda s: 1/0)
t(C().readline); t(C().flush); t(C().__enter__)
C().close()
class C(io.IOBase):
    def close(self): print('close'); 1/0
c=C(); del c
class C(io.IOBase):
    def flush(self): print('flush', self.closed); 1/0
c=C(); t(c.close); print(c.closed); del c
c=C(); del c
class C(io.IOBase):
    def close(self): print('fin', getattr(self,'_finalizing',None)); super().close()
c=C(); del c
class C(io.IOBase):
    def __del__(self): print('del'); super().__del__()
    def close(self): print('close'); super().close()
c=C(); del c
t(io.IOBase,1)
t(io.IOBase().readlines,'x')
t(io.IOBase().readlines,5)
import copy
t(copy.copy,io.IOBase())
