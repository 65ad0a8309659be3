# Text files and buffered files: positions, errors, detaching, closing.
import io,os
def shown(r):
    text = repr(r)
    return text[:text.index(" at 0x")] + ">" if " at 0x" in text else text
def t(f,*a,**k):
    try: r=f(*a,**k); print('ok',shown(r).replace(P,'FILE')); return r
    except BaseException as e: print(type(e).__name__, str(e).replace(P,'FILE'))
P='?'
T=io.TextIOWrapper; B=io.BytesIO
t(T); t(T,B(),5); t(T,B(),errors=5); t(T,B(),newline=5); t(T,B(),newline='x'); t(T,B(),'nonono'); t(T,5); t(T,B(),'utf\0'); t(T,B(),'utf-8','x\0');
w=T(B(b'abc\ndef\r\nghi'),'utf-8'); print(w.encoding,w.errors,w.line_buffering,w.write_through,w.newlines,w._CHUNK_SIZE,w.closed,w)
t(lambda: w.name); t(w.readline); t(w.tell); t(w.read,2); t(w.tell); t(w.write,'x'); t(w.tell); t(w.read); t(w.newlines.__repr__); t(w.write,b''); t(w.seek,1,1); t(w.seek,0,1); t(w.seek,1,2); t(w.seek,0,2); t(w.seek,0,5); t(w.seek,-1); t(w.seek,1.0); t(w.read,'x'); t(w.readline,'x'); t(w.readline,None); t(w.read,None)
t(setattr,w,'_CHUNK_SIZE',0); t(setattr,w,'_CHUNK_SIZE','x'); t(delattr,w,'_CHUNK_SIZE'); t(setattr,w,'encoding',1); t(setattr,w,'errors',1); t(setattr,w,'buffer',1); t(setattr,w,'mode',1); print(w)
t(w.seek,0); t(next,w); t(w.tell); t(w.reconfigure,encoding='ascii'); t(w.reconfigure,line_buffering=True,write_through=1); print(w.line_buffering,w.write_through); t(w.__getstate__)
b=w.detach(); t(w.read); t(lambda: w.buffer); t(repr,w); t(w.close); t(lambda:w.closed); t(w.detach); t(w.fileno); t(lambda: w.encoding); t(lambda: w.errors); t(lambda: w.line_buffering); t(lambda: w.newlines); t(lambda: w.name)
w=T.__new__(T); t(w.read); t(repr,w); t(lambda: w.closed); t(lambda: w.encoding); t(w.write,'x')
w=T(B()); w.close(); 
for m in 'read readline readlines tell flush isatty readable seekable writable truncate __iter__ __next__ fileno detach'.split(): t(getattr(w,m))
t(w.write,''); t(w.seek,0); t(w.reconfigure,newline=''); t(w.close); print(w.closed,w)
w=T(B(b'\xff\xfe'),'utf-8'); t(w.read); t(w.readline)
w=T(B(),'ascii',newline='\r\n'); t(w.write,'a\nb\n'); w.flush(); print(w.buffer.getvalue()); t(w.write,'\xe9'); 
class R(io.RawIOBase):
    def readable(self): return True
    def readinto(self,b): return None
t(T(io.BufferedReader(R())).read); t(T(io.BufferedReader(R())).readline);  t(T(io.BufferedReader(R())).read,5)
class Q:
    closed=False
    def readable(self): return True
    def writable(self): return False
    def seekable(self): return False
    def read(self,n=-1): return 'x'
    def flush(self): pass
    def close(self): pass
t(T(Q()).readline); t(T(Q()).write,'x'); t(T(Q()).tell); t(T(Q()).seek,0)
w=T(B(b'x'*10)); w.buffer.readable=None
t(T(B()).reconfigure,5); t(T(B()).reconfigure,encoding=5); t(T(B()).reconfigure,newline='q'); t(T(B()).reconfigure,errors=3); t(T(B(),'latin1').reconfigure,encoding='nonono')
w=T(B(),'latin1','replace'); w.reconfigure(encoding='utf-8'); print(w.errors,w.encoding); w.reconfigure(errors='ignore'); print(w.errors,w.encoding); w.reconfigure(encoding='locale'); print(w.encoding,w.errors)
for enc in ('utf-16','utf-8-sig','utf-32'):
    b=B(); w=T(b,enc); w.write('a'); w.write('b'); w.flush(); print(b.getvalue()); w.seek(0); print(repr(w.read())); w.seek(0); w.write('c'); w.flush(); print(b.getvalue()); w.seek(0); print(repr(w.read(1)), w.tell()); 
    b=B(b'z'); b.seek(1); w=T(b,enc); w.write('q'); w.flush(); print(b.getvalue())
w=T(B('aé€\nbc\r\nd\U0001F600e\n'.encode()),'utf-8',newline=''); ps=[]
w._CHUNK_SIZE=3
while True:
    p=w.tell(); c=w.read(1)
    if not c: break
    ps.append((p,c))
print(ps)
for p,c in ps: w.seek(p); assert w.read(1)==c
P = f'/tmp/io_text_{os.getpid()}.txt'
p=P
t(open,p,'q'); t(open,p,'rb',encoding='x'); t(open,p,'rb',errors='x'); t(open,p,'rb',newline='x'); t(open,p,'rt',0); t(open,p,'tb'); t(open,p,'rw'); t(open,p,''); t(open,p,'t'); t(open,p,'U'); t(open,p,'rU'); t(open,p,5); t(open,p,'rr'); t(open,p,'+'); t(open,p,'r++'); t(open,p,'wb',-2); t(open,p,'w',encoding=5); t(open,p,'w',newline='q'); t(open,p,'w',encoding='nonono'); t(open,p,'w',1.5); t(open,p,'w',errors='a\0'); t(open,p,'wb',1).close(); t(open,p,'w',1).close()
f=open(p,'w+'); print(repr((f, f.buffer, f.buffer.raw, f.mode, f.name, f.buffer.mode)).replace(P,'FILE')); f.close(); print(repr((f,f.buffer,f.buffer.raw)).replace(P,'FILE'))
f=open(p,'rb',0); print(repr(f).replace(P,'FILE')); f.close()
f=open(p,'wb'); print(repr(f).replace(P,'FILE'),f.mode,f.__dict__); f.close()
t(open,'/tmp'); t(open,5,closefd=False); t(open, 0, closefd=False); t(open,p,closefd=False)
t(io.open_code,p); t(io.open_code,5); t(io.text_encoding,None); t(io.text_encoding,'x'); t(io.text_encoding,None,3)
BR=io.BufferedReader; BW=io.BufferedWriter
t(BR,B(),0); t(BR,B(),-1); t(BR,B(),'x'); t(BR,5); t(BW,B(),2**70); t(BR,B(),2**62); r=BR(B(b'abcdef'),2); print(r); t(lambda:r.name); t(r.read,-2); t(r.seek,0,9); t(r.seek,-1,1);t(r.seek,1);t(r.read1); t(r.read1,0); t(r.tell); t(r.peek); t(r.truncate); t(r.write,b''); t(r.readinto,b''); t(r.seek,2**70); t(r.detach); t(r.read); t(repr,r); t(r.detach); t(r.close)
r=BR(B(b'abcdef')); r.close(); 
for m in 'read read1 readline readlines tell flush isatty readable seekable truncate __iter__ __next__ fileno detach peek'.split(): t(getattr(r,m))
t(r.seek,0); t(r.readinto,bytearray(1))
r=BW(B()); t(r.write,'x'); t(r.write,5); t(r.write,b'x'); t(r.read); t(r.tell); r.close()
for m in 'tell flush isatty writable seekable truncate fileno detach'.split(): t(getattr(r,m))
t(r.write,b''); t(r.seek,0); t(lambda: BR.__new__(BR).read()); t(lambda: BR.__new__(BR).closed); t(lambda: repr(BR.__new__(BR)))
class W(io.RawIOBase):
    def writable(self): return True
    def write(self,b): return self.r
    def seekable(self): return False
w=W(); w.r=100; f=BW(w,4); t(f.write,b'abcdefgh'); w.r=-1; t(f.flush); w.r=None; t(f.flush);t(f.write,b'abcdefgh'); w.r='x'; t(f.flush); w.r=0; 
w.write=lambda b: len(b)
t(f.flush); t(f.seek,0); t(f.tell)
class W(io.RawIOBase):
    def writable(self): return True
    def write(self,b): f.write(b'x'*100); return len(b)
    name='foo'
f=BW(W(),4); t(f.write,b'x'*9)
f.raw.write=lambda b:len(b)

os.unlink(P)
