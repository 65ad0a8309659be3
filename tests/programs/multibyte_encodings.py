# The East Asian encodings: all characters and sequences by checksum, damaged data, incremental coders, streams, arguments.
import codecs
import io
import random
import zlib
import _codecs_jp as j
import _multibytecodec as m
from encodings import shift_jis as S

ENCODINGS = "shift_jis cp932 euc_jp gbk gb2312 gb18030 big5 cp950 euc_kr cp949 johab big5hkscs euc_jis_2004 euc_jisx0213 shift_jis_2004 shift_jisx0213".split()
BYTES = [0x81, 0x82, 0x30, 0x31, 0x8F, 0xA4, 0xD4, 0xA1, 0xBF, 0xA2, 0xC4, 0x41, 0xFE, 0xE3, 0x90]
CHARS = [0x304B, 0x309A, 0xCA, 0x304, 0x30C, 0x41, 0x4E00, 0xAC00, 0xAC02, 0xD7A3, 0xE000, 0x20000, 0x1F600, 0xE9, 0xE6, 0x300, 0x2E5, 0x2E9]


def checksum(parts):
    n = 0
    for part in parts:
        n = zlib.crc32(part, n)
    return n


def characters(encoding):
    for c in [*range(0, 0x10000, 3), *range(0x10000, 0x30000, 97)]:
        try:
            data = chr(c).encode(encoding)
        except UnicodeEncodeError:
            continue
        yield data + b"%d" % c + data.decode(encoding).encode()


def sequences(encoding):
    for a in range(256):
        for b in range(0, 256, 5):
            yield ascii(bytes([a, b]).decode(encoding, "backslashreplace")).encode()


def damaged(encoding, r):
    for _ in range(300):
        d = bytes(r.choice(BYTES) if r.random() < 0.7 else r.randrange(256) for _ in range(r.randrange(1, 12)))
        try:
            s = ascii(d.decode(encoding))
        except UnicodeDecodeError as e:
            s = str(e)
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        s += ascii(d.decode(encoding, "replace"))
        s += ascii([(decoder.decode(d[i : i + 1]), decoder.getstate()) for i in range(len(d))]) + decoder.decode(b"", True)
        yield s.encode()


def texts(encoding, r):
    for _ in range(300):
        t = "".join(chr(r.choice(CHARS) if r.random() < 0.8 else r.randrange(0xD7FF)) for _ in range(r.randrange(1, 8)))
        try:
            s = ascii(t.encode(encoding))
        except UnicodeEncodeError as e:
            s = str(e)
        encoder = codecs.getincrementalencoder(encoding)("replace")
        s += ascii(t.encode(encoding, "xmlcharrefreplace"))
        s += ascii([(encoder.encode(c), encoder.getstate()) for c in t] + [encoder.encode("", True)])
        yield s.encode()


r = random.Random(5)
for encoding in ENCODINGS:
    print(encoding, *map(checksum, (characters(encoding), sequences(encoding), damaged(encoding, r), texts(encoding, r))))

c = j.getcodec("shift_jis")


def t(f):
    try:
        print(f, "=>", ascii(eval(f)))
    except BaseException as e:
        print(f, "->", type(e).__name__, ascii(e))


class NoCodec(m.MultibyteIncrementalEncoder):
    pass


class BadCodec(m.MultibyteIncrementalEncoder):
    codec = 5


class BadCodec2(m.MultibyteIncrementalDecoder):
    codec = "x"


class BadCodec3(m.MultibyteStreamReader):
    codec = "x"


for s in '''j.getcodec('foo')
j.getcodec(5)
j.getcodec()
j.getcodec('gbk')
j.getcodec('a','b')
type(c)()
m._MultibyteCodec
c.encode('a')
c.encode('')
c.encode(5)
c.encode(b'a')
c.encode('a','b','c')
c.encode('a',5)
c.encode('\\u1234')
c.encode('ab\\u1234\\u1235c')
c.encode('a\\u1234b','ignore')
c.encode('a\\u1234b','replace')
c.encode('a\\u1234b','xmlcharrefreplace')
c.encode('a\\u1234b','backslashreplace')
c.encode('a\\u1234b','namereplace')
c.encode('a\\udc80b','surrogateescape')
c.encode('a\\udc80b','surrogatepass')
c.encode('a\\udc80b')
c.encode('a\\u1234b','nosuch')
c.encode('a\\u1234b',None)
c.encode(input='a',errors='strict')
c.encode()
c.encode('\\U0001f600')
c.decode(b'a')
c.decode(b'')
c.decode('a')
c.decode(5)
c.decode(b'\\x82')
c.decode(b'a\\xff')
c.decode(b'a\\xffb','ignore')
c.decode(b'a\\xffb','replace')
c.decode(b'a\\xffb','backslashreplace')
c.decode(b'a\\xffb','surrogateescape')
c.decode(b'a\\xffb','nosuch')
c.decode(b'a\\xffb','xmlcharrefreplace')
c.decode(b'\\x82\\xa0',None)
c.decode(bytearray(b'\\x82\\xa0'))
c.decode(memoryview(b'\\x82\\xa0'))
c.decode(b'\\x82\\x20','replace')
c.decode(b'\\x82a','replace')
c.decode(b'\\x82','replace')
c.decode(b'\\x82','ignore')
NoCodec()
BadCodec()
BadCodec2()
BadCodec3(io.BytesIO())
S.IncrementalEncoder('strict','x')
S.IncrementalEncoder(errors='foo').errors
S.IncrementalEncoder(5)
S.IncrementalEncoder(foo=5)
S.IncrementalEncoder().encode('a')
S.IncrementalEncoder().encode(b'a')
S.IncrementalEncoder().encode()
S.IncrementalEncoder().encode('a',1,2)
S.IncrementalEncoder().encode(input='a',final=True)
S.IncrementalEncoder().getstate()
S.IncrementalEncoder().setstate(5)
S.IncrementalEncoder().setstate('a')
S.IncrementalEncoder().setstate(-1)
S.IncrementalEncoder().setstate(1<<200)
S.IncrementalEncoder().reset()
S.IncrementalDecoder().decode(b'\\x82')
S.IncrementalDecoder().decode(b'\\x82',True)
S.IncrementalDecoder().decode('a')
S.IncrementalDecoder().getstate()
S.IncrementalDecoder().setstate((b'abc',0))
S.IncrementalDecoder().setstate((b'a'*9,0))
S.IncrementalDecoder().setstate((b'\\x82',0))
S.IncrementalDecoder().setstate(5)
S.IncrementalDecoder().setstate((1,2))
S.IncrementalDecoder().setstate((b'',b''))
S.IncrementalDecoder().setstate((b'',-1))
S.IncrementalDecoder().setstate((b'',1<<70))
S.IncrementalDecoder().reset()
S.StreamReader()
S.StreamReader(io.BytesIO(b'\\x82\\xa0b\\nc')).read()
S.StreamReader(io.BytesIO(b'\\x82\\xa0b\\nc')).read(None)
S.StreamReader(io.BytesIO(b'\\x82\\xa0b\\nc')).read(-5)
S.StreamReader(io.BytesIO(b'\\x82\\xa0b\\nc')).read(1)
S.StreamReader(io.BytesIO(b'\\x82\\xa0b\\nc')).read(0)
S.StreamReader(io.BytesIO(b'\\x82\\xa0b\\nc')).read('a')
S.StreamReader(io.BytesIO(b'\\x82\\xa0b\\nc')).readline()
S.StreamReader(io.BytesIO(b'\\x82\\xa0b\\nc')).readline(2)
S.StreamReader(io.BytesIO(b'\\x82\\xa0b\\nc')).readlines()
S.StreamReader(io.BytesIO(b'\\x82\\xa0b\\nc')).readlines(2)
S.StreamReader(io.StringIO('abc')).read()
S.StreamReader(io.BytesIO(b'a\\x82')).read()
S.StreamReader(io.BytesIO(b'a\\x82'),'replace').read()
S.StreamReader(io.BytesIO(b'')).errors
S.StreamReader(io.BytesIO(b'')).reset()
S.StreamWriter(io.BytesIO(b'')).errors
S.StreamWriter(io.BytesIO(b'')).write('a')
S.StreamWriter(io.BytesIO(b'')).write(b'a')
S.StreamWriter(io.BytesIO(b'')).writelines(['a','b'])
S.StreamWriter(io.BytesIO(b'')).writelines(5)
S.StreamWriter(io.BytesIO(b'')).writelines({1:1})
S.StreamWriter(io.BytesIO(b'')).writelines([1])
S.StreamWriter(io.BytesIO(b'')).writelines(x for x in 'ab')
S.StreamWriter(io.BytesIO(b'')).writelines(('a',))
S.StreamWriter(io.BytesIO(b'')).reset()
S.StreamWriter(io.BytesIO(b'')).write('\\u1234')
c.__reduce_ex__(2)
'''.split('\n')[:-1]: t(s)
d=S.IncrementalDecoder()
print(d.decode(b'a\x82'), d.getstate()); 
e=S.IncrementalEncoder()
t("setattr(e,'errors','ignore')"); print(ascii(e.errors)); t("setattr(e,'errors',5)"); t("delattr(e,'errors')")
d.setstate((b'\x82',123)); print(d.getstate(), ascii(d.decode(b'\xa0')))
from encodings import euc_jis_2004 as J2
e=J2.IncrementalEncoder(); print(e.encode('\u304b'), e.getstate(), e.encode('\u309a'), e.getstate(), e.encode('\u304b',True))
e.encode('\u304b'); st=e.getstate(); print(st); e.reset(); e.setstate(st); print(e.encode('a'))
