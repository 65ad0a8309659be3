# Files in memory, and the decoder of line ends.
import io
def shown(r):
    text = repr(r)
    return text[:text.index(" at 0x")] + ">" if " at 0x" in text else text
def t(f,*a,**k):
    try: r=f(*a,**k); print('ok',shown(r)); return r
    except BaseException as e: print(type(e).__name__, e)
B=io.BytesIO
b=B(b'hello\nworld\n')
t(b.read,3); t(b.readline); t(b.readline,2); t(b.read1); t(b.read,-1); t(b.seek,0); t(b.readlines); t(b.seek,2); t(b.readlines,1); t(b.tell); t(b.seek,-3,2); t(b.seek,-3,1); t(b.seek,-30,1);t(b.seek,-1); t(b.seek,0,5); t(b.seek,1.5); t(b.seek,2**70); t(b.seek,20); t(b.write,b'x'); t(b.getvalue); t(b.truncate,3); t(b.getvalue); t(b.tell); t(b.truncate,-1); t(b.truncate); t(b.getvalue)
t(b.write,'x'); t(b.writelines,[b'a',bytearray(b'b')]); t(b.getvalue); a=bytearray(3); t(b.seek,0); t(b.readinto,a); print(a); t(b.readinto,b'x');t(b.readinto1,a)
m=b.getbuffer(); print(m.readonly, m.nbytes, type(m.obj)); t(b.write,b'12345678'); t(b.truncate,1); t(b.seek,0); t(b.write,b'z'); t(b.getvalue); m[0]=65; t(b.getvalue); t(b.close); m.release(); t(b.getvalue)
t(b.__getstate__); b.q=1; t(b.__getstate__); c=B(); c.__setstate__((b'abc',1,None)); print(c.read()); t(c.__setstate__,(b'abc',-1,None)); t(c.__setstate__,1);t(c.__setstate__,(1,2,3));t(c.__setstate__,(b'',2,3));t(c.__setstate__,(b'','x',{}));
t(c.__init__,'x'); t(c.__init__,None); t(c.__init__,bytearray(b'qq')); print(c.getvalue()); t(B,initial_bytes=b'x'); t(B,1,2)
t(c.isatty); t(c.flush); t(c.fileno); t(c.readable); t(c.seekable); t(c.writable); t(c.detach)
c.close(); 
for m in 'read read1 readline readlines getvalue getbuffer tell flush isatty readable seekable writable truncate __iter__ __next__ __getstate__'.split(): t(getattr(c,m))
t(c.write,b''); t(c.seek,0); t(c.readinto,a); t(c.writelines,[]); t(c.close); print(c.closed)
print(B.__sizeof__(B(b'abc'))>0, list(B(b'a\nb')), )
t(B(b'abc').read,'x'); t(B(b'abc').read,None); t(B().readline,'x'); t(B().readlines,'x'); t(B().truncate,'x'); t(B().read,1.0); t(B().read, 2**70)
b=B(b'abc'); t(b.seek,100); t(b.read); t(b.readline); t(b.seek,2**62); t(b.write,b'abc'); t(b.write,b'')
import copy; print(copy.copy(B(b'xyz')).getvalue())
S=io.StringIO
s=S('hello\nworld\r\nx\ry'); t(s.getvalue); t(s.readline); t(s.readline); t(s.readline); t(s.read); print(s.newlines); 
for nl in (None,'','\n','\r','\r\n'):
    s=S('a\nb\r\nc\rd\n',newline=nl); print(repr(nl), repr(s.getvalue()), list(s), s.newlines); s.seek(0); s.write('x\ny\r\nz\r'); print(repr(s.getvalue()), s.newlines)
t(S,'x',newline='x'); t(S,1); t(S,None); t(S,'a',1); t(S,'a','\n',3)
s=S('hello'); t(s.seek,10); t(s.write,'é€'); t(s.getvalue); t(s.tell); t(s.truncate,3); t(s.getvalue); t(s.tell); t(s.seek,0); t(s.read,2); t(s.seek,1,1); t(s.seek,0,1); t(s.seek,0,2); t(s.seek,1,2); t(s.seek,-1); t(s.seek,0,7); t(s.write,b'x'); t(s.truncate,-1); t(s.truncate,'x'); t(s.read,'x'); t(s.readline,2); t(s.seek,0); t(s.readline,2); t(s.readline,None); t(s.line_buffering,); print(s.encoding,s.errors)
t(s.__getstate__); s.q=1; t(s.__getstate__); c=S(); t(c.__setstate__,('abc','\n',1,None)); t(c.read); t(c.__setstate__,1); t(c.__setstate__,('a','b')); t(c.__setstate__,('a','\n',-1,None)); t(c.__setstate__,('a','\n','x',None)); t(c.__setstate__,('a','\n',0,5)); t(c.__setstate__,(1,'\n',0,None)); t(c.__setstate__,('a','q',0,None))
s.close()
for m in 'read readline readlines getvalue tell flush isatty readable seekable writable truncate __iter__ __next__ __getstate__'.split(): t(getattr(s,m))
t(lambda:s.newlines); t(lambda:s.line_buffering); t(s.write,''); t(s.seek,0); t(s.detach); t(s.fileno); print(s.closed)
s=S(); print(s.write('abc\r'), s.write('\nx')); print(repr(s.getvalue()))
s=S(newline=None); print(s.write('abc\r'), s.write('\nx')); print(repr(s.getvalue()),s.newlines)
print(S('a\n\nb').readlines(), copy.copy(S('xyz\u20ac')).getvalue())
t(S('abc').read,2**70); t(S().seek, 2**70); s=S(); t(s.seek,2**62); t(s.write,'abc')
D=io.IncrementalNewlineDecoder
d=D(None,True); print(repr(d.decode('a\r')),repr(d.decode('\nb\r')),d.getstate(),repr(d.decode('',final=True)),d.newlines,d.getstate()); d.reset(); print(d.newlines,d.getstate()); t(d.decode,b'x'); t(d.decode,1); t(d.setstate,(b'',3)); print(d.getstate()); t(d.setstate,1); t(d.setstate,('x',1))
import codecs
d=D(codecs.getincrementaldecoder('utf-8')(),translate=False,errors='x'); print(repr(d.decode(b'a\xc3')),d.getstate(),repr(d.decode(b'\xa9\r')),d.getstate(),repr(d.decode(b'\n')),d.newlines)
t(D); t(D,None); t(D.__new__(D).decode,'x'); t(lambda: D.__new__(D).newlines)
