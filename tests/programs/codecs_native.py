# The codecs of _codecs: results, errors, what incomplete input leaves over.
import codecs
def shown(r):
    text = repr(r)
    return text[:text.index(" at 0x")] + ">" if " at 0x" in text else text
def t(f,*a,**k):
    try: r=f(*a,**k); print('ok',shown(r)); return r
    except BaseException as e: print(type(e).__name__, e)

for b in (b'\\',b'\\x',b'\\x4',b'\\x4g',b'\\u12',b'\\U0001',b'\\U00110000',b'\\N',b'\\N{',b'\\N{}',b'\\N{foo}',b'\\N{DIGIT ONE}',b'\\d',b'\\400',b'\\777',b'\\8',b'a\\\nb',b'\xe9\\xe9',b'\\a\\b\\f\\n\\r\\t\\v\\\'\\"\\\\',b'\\0\\12\\1234',b'\\N{DIGIT ONE'):
    print(b); t(codecs.unicode_escape_decode,b); t(codecs.unicode_escape_decode,b,'ignore',False); t(codecs.unicode_escape_decode,b,'replace');t(codecs.raw_unicode_escape_decode,b); t(codecs.raw_unicode_escape_decode,b,'replace',False); t(codecs.escape_decode,b); t(codecs.escape_decode,b,'ignore');t(codecs.escape_decode,b,'replace');t(codecs.escape_decode,b,'foo')
for s in ('a\\\n\t\r\x00\x7f\xe9\u1234\U0001F600\ud800\'"',):
    t(codecs.unicode_escape_encode,s); t(codecs.raw_unicode_escape_encode,s); t(codecs.utf_7_encode,s)
t(codecs.escape_encode,b'a\\\n\t\r\x00\x7f\xe9\'"'); t(codecs.escape_encode,'x'); t(codecs.escape_decode,'a\\x41')
for b in (b'+',b'+-',b'+AGE',b'+AGE-b',b'+AGEx',b'a+2AA-',b'+2AHcAA-',b'+2AE-',b'\xff',b'+\xff',b'+A\xff',b'+AA-',b'+AAA',b'+AAAA-',b'a+!b',b'+2AHcA',b'+AGEA4g~',b'+AGE--',b'+3AE-'):
    print(b); t(codecs.utf_7_decode,b); t(codecs.utf_7_decode,b,'ignore',True); t(codecs.utf_7_decode,b,'strict',True); t(codecs.utf_7_decode,b,'replace',True)
for s in ('a+b','a-b','+-','\xe9a','\xe9-','\xe9 x','\u20ac\u20ac','\U0001F600','~\\','\x00',''): t(codecs.utf_7_encode,s)
for e in ('utf_8','utf_16','utf_16_le','utf_16_be','utf_32','utf_32_le','utf_32_be','latin_1','ascii'):
    enc=getattr(codecs,e+'_encode'); dec=getattr(codecs,e+'_decode')
    t(enc,'aé€\U0001F600'); t(enc,'\ud800','surrogatepass'); t(enc,'\udcff','surrogateescape'); t(enc,b'x'); t(enc,'x',None); t(dec,b'a\xc3'); t(dec,b'a\xc3',None); t(dec,b'ab\xff\xfe\x00'); t(dec,'x'); t(dec,b'',5); t(dec,bytearray(b'abcd'),'ignore'); t(enc,'x',5); t(enc); t(dec,b'\xff\xfea\0\0')
t(codecs.utf_16_ex_decode,b'\xff\xfea\0b'); t(codecs.utf_16_ex_decode,b'a\0b\0','strict',1); t(codecs.utf_16_ex_decode,b'\xfe\xff\0a','strict',0,True); t(codecs.utf_32_ex_decode,b'\xff\xfe\0\0a\0\0\0b'); t(codecs.utf_16_encode,'a','strict',-1); t(codecs.utf_16_encode,'a','strict',1); t(codecs.utf_32_encode,'a','strict',1); t(codecs.utf_16_ex_decode,b'a\0'); t(codecs.utf_16_decode,b'\xfe'); t(codecs.utf_16_decode,b'\xff\xfe'); t(codecs.utf_32_decode,b'\xff\xfe\0'); t(codecs.utf_16_ex_decode,b'a\0','strict',5)
t(codecs.readbuffer_encode,b'abc'); t(codecs.readbuffer_encode,'aé'); t(codecs.readbuffer_encode,5)
t(codecs.charmap_decode,b'ab\xff'); t(codecs.charmap_decode,b'ab\xff','strict','xy'); t(codecs.charmap_decode,b'\0\1','strict','xy'); t(codecs.charmap_decode,b'\0\1','strict','x\ufffe'); t(codecs.charmap_decode,b'\0\1\2','replace',{0:'ab',1:None,2:65}); t(codecs.charmap_decode,b'\0','strict',{0:0x110000}); t(codecs.charmap_decode,b'\0','strict',{0:b''}); t(codecs.charmap_decode,b'\0','strict',5); t(codecs.charmap_decode,b'\0','strict',{0:0xfffe}); t(codecs.charmap_decode,b'\0','strict',[65])
t(codecs.charmap_encode,'aé€'); t(codecs.charmap_encode,'ab','strict',{97:1,98:b'xyz'}); t(codecs.charmap_encode,'abc','strict',{97:1}); t(codecs.charmap_encode,'abcd','replace',{97:1,63:64,100:2}); t(codecs.charmap_encode,'abc','replace',{97:1}); t(codecs.charmap_encode,'a','strict',{97:256}); t(codecs.charmap_encode,'a','strict',{97:'x'}); t(codecs.charmap_encode,'abc','xmlcharrefreplace',{97:1,98:None,38:1,35:2,59:3,57:4,56:5}); t(codecs.charmap_encode,'b','backslashreplace',{})
m=codecs.charmap_build(''.join(map(chr,range(255,-1,-1)))); print(type(m)); m=codecs.charmap_build('\0ab\ufffe\u20ac'.ljust(256,'\ufffe')); print(type(m)); t(codecs.charmap_encode,'ab€','strict',m);t(codecs.charmap_encode,'abz€x','ignore',m); t(codecs.charmap_encode,'abz€x','strict',m); print(codecs.charmap_build('abc')); t(codecs.charmap_build,5); t(lambda: m.size()>0); t(type(m))
t(codecs.encode,'x'); t(codecs.decode,b'x'); t(codecs.encode,'abc','rot13'); t(codecs.encode,obj='x',encoding='ascii',errors='strict'); t(codecs.encode,'x',5); t(codecs._unregister_error if hasattr(codecs,'_unregister_error') else __import__('_codecs')._unregister_error,'strict'); t(__import__('_codecs')._unregister_error,'q')
t(codecs.lookup,'utf-8'); t(codecs.lookup,'latin1'); t('é'.encode,'cp1252'); t(b'\x80'.decode,'cp1252'); t('é€'.encode,'iso8859-15'); t(b'abc'.decode,'utf-7'); t('a\xe9'.encode,'punycode')
def eh(e):
    e.object=b'xyz'; return ('!',1)
codecs.register_error('eh',eh); t(b'ab\xffcd'.decode,'utf-8','eh'); t(codecs.utf_8_decode,bytearray(b'ab\xffcd'),'eh'); t(codecs.utf_8_decode,memoryview(b'ab\xffcd'),'replace')
