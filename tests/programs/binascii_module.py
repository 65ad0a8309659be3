# binascii: every function, errors, padding.
import binascii as b
def t(f,*a,**k):
    try: r=f(*a,**k); print(type(r).__name__, r)
    except BaseException as e: print(type(e).__name__, e)
for s in (b'',b'=',b'a=',b'ab=',b'ab==',b'ab===',b'abc',b'abc=',b'abc==',b'abcd=',b'abcd==',b'a',b'abcde',b'abcdef',b'ab=c=',b'ab=cd=',b'=abcd',b'ab c d',b'ab!cd',b'ab=\n=',b'ab==cd',b'abc=d',b'YWJj\n',b'ab==\n',b'a===',b'====',b'ab=',b'abcd====', b'abcda=', b'abcda==',b'ab=a',b'ab==='):
    print(s); t(b.a2b_base64,s); t(b.a2b_base64,s,strict_mode=True)
t(b.a2b_base64,'ab\xe9'); t(b.a2b_base64,5);t(b.a2b_base64,'YWJj');t(b.a2b_hex,'0');t(b.a2b_hex,'0g');t(b.a2b_hex,'g0');t(b.b2a_hex,'a');t(b.b2a_hex,b'abcdef','xx');t(b.b2a_hex,b'abcdef','\u1234');t(b.b2a_hex,b'abcdef',b'-',-2);t(b.b2a_hex,b'abcdef','-',2);t(b.b2a_hex,b'abcdef',5);t(b.b2a_hex,b'abcdef',sep='-',bytes_per_sep=0)
t(b.crc_hqx,b'abc',0);t(b.crc_hqx,b'abc',-1);t(b.crc_hqx,b'abc',2**40);t(b.crc_hqx,'a',0);t(b.crc32,b'abc',-1);t(b.crc32,b'abc',2**35+5);t(b.crc32,b'abc',2**70);t(b.crc32,b'x','a')
t(b.b2a_uu,b'x'*46);t(b.b2a_uu,b'');t(b.b2a_uu,b'',backtick=True);t(b.b2a_uu,b'ab\0\0d');t(b.b2a_uu,b'ab\0\0d',backtick=True)
for s in (b'',b' ',b'#',b'#86)C\n',b'#86)C',b'#86)Cxx',b'#86)C `',b'\x01abc',b'!~~',b'"86)C',b'\x7fab',b'%86',b'%86\r\nabc',b'a'*5):
    t(b.a2b_uu,s)
t(b.a2b_qp,b'a=3Db=\nc_d=20=zz=4');t(b.a2b_qp,b'a=3Db=\nc_d=20=zz=4=',header=True);t(b.a2b_qp,b'=\r\nx==3dy=  \nz');t(b.a2b_qp,'abc');t(b.b2a_qp,'abc');t(b.b2a_base64,'a')
for d in (b'',b'.',b'a\n.\nb',b'a b \nc\t\n d',b'a_b c=',b'\x00\xff~',b'x'*80,b'ab '*40,b'a\r\nb\rc\n\r',b'\xe9'*40,b'x'*75+b'=',b'x'*76,b'x'*77,b'x'*75+b'\n',b'x'*76+b'\n', b'.'+b'x'*75+b'\n.\n', b' ', b' \r\n', b'a \r\n'):
    for q in 0,1:
        for i in 0,1:
            for h in 0,1:
                print(d[:10],len(d),q,i,h); t(b.b2a_qp,d,q,i,h)
t(b.b2a_base64,b'abcd',newline=False);t(b.b2a_base64,b'')
print(b.Error.__mro__,b.Incomplete.__mro__)
