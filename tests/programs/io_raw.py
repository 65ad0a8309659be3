# Raw files: modes, errors, closing, subclasses.
import io,os,_io,sys
def shown(r):
    text = repr(r)
    return text[:text.index(" at 0x")] + ">" if " at 0x" in text else text
def t(f,*a,**k):
    try: r=f(*a,**k); print('ok',shown(r).replace(P,'FILE')); return r
    except BaseException as e: print(type(e).__name__, str(e).replace(P,'FILE'))
F=io.FileIO
import os
P = f'/tmp/io_raw_{os.getpid()}.txt'
p=P
f=t(F,p,'w'); print(f.mode,f.name==P,f.closefd,f.closed)
t(f.write,b'hello\nworld'); t(f.read); t(f.readinto,bytearray(2)); t(f.readall); t(f.write,'x'); t(f.tell); t(f.seek,0); t(f.seek,-1); t(f.seek,1.5); t(f.seek,0,9); t(f.truncate,3); t(f.truncate); t(f.truncate,-1); t(f.isatty);t(f.fileno)
t(f.seekable),t(f.readable),t(f.writable)
t(f._dealloc_warn,f)
t(f.seek,2**70); t(f.truncate,2**70)
t(f.close); print(f, f.mode,f.closed); t(f.close)
for m in 'read readall tell fileno isatty seekable readable writable truncate flush'.split(): t(getattr(f,m))
t(f.write,b'');t(f.seek,0);t(f.readinto,bytearray(2))
for m in ['r','w','a','r+','w+','a+','x','rb','rb+','r+b','wb+','ab','z','rw','','b','+','r++','U','rr','rbb','tr']:
    try:
        f=F(p if m!='x' else p+'n',m); print(m,f.mode,repr(f).replace(P,'FILE')); f.close()
    except Exception as e: print(m,type(e).__name__,e)
os.unlink(p+'n')
t(F,p,1); t(F); t(F,p,'r',False); t(F,-1); t(F,-5); t(F,1.0); t(F,9999); t(F,'/nonexist'); t(F,'/tmp'); t(F,b'/nonexist'); t(F,'a\0b'); t(F,2**40); t(F,None); t(F,[])
t(F,p,'r',opener=lambda p,f: -3); t(F,p,'r',opener=lambda p,f:'x'); t(F,p,opener=lambda a,b:(print(a==P,b),os.open(a,b))[1])
f=F(0,closefd=False); print(f, f.name); 
del f.name; print(f); f.close(); print(f); 
f=F(p); f.x=5; print(sorted(f.__dict__)); import weakref; print(weakref.ref(f)() is f)
t(f.__getstate__)
f.__init__(p,'w'); print(f.mode, sorted(f.__dict__))
f.close()
f=F.__new__(F); print(f.closed,); t(f.read); t(f.close); print(f)

f=F(p); del f
f=open(p,'rb'); del f
f=open(p); del f
f=open(p,'w'); del f
f=open(p,'w+b'); del f
t(open,p,'rb',0).close()
import copy; 
with F(p) as f: t(copy.copy,f)
class S(F): pass
f=S(p); print(repr(f).replace(P,'FILE')); f.close(); print(f)
f=F(p,'w'); r=t(f.writelines,[b'a',b'b']); f.close(); f=F(p); print(list(f), f.read(), f.read(5), f.readall()); f.seek(0); t(f.read,-5); f.seek(0); t(f.read,None);t(f.read,'x'); f.close()
os.close(os.dup(0)); fd=os.open(p,os.O_RDONLY); f=F(fd); os.close(fd); t(f.read); t(f.close); print(f.closed)

os.unlink(P)
