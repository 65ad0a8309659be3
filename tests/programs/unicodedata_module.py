"""The Unicode database, both versions: checksums of properties, normal forms, names."""
import unicodedata as u, random
def h(name, it):
    # a checksum without hash modules
    x=0
    for i,s in enumerate(it):
        for ch in ascii(s): x=(x*1000003 ^ ord(ch)) & 0xffffffffffff
    print(name, x)
A=list(range(0,0x3400,5))+list(range(0xa000,0xac80,7))+list(range(0xd700,0x12000,5))+list(range(0x12000,0x110000,1331))
for db,n in ((u,'16'),(u.ucd_3_2_0,'3.2')):
    for f in 'category bidirectional combining mirrored east_asian_width decomposition'.split():
        h(n+f, map(getattr(db,f), map(chr,A)))
    for f in 'decimal digit numeric name'.split():
        g=getattr(db,f); h(n+f, (g(chr(c),None) for c in A))
    for f in 'NFC NFD NFKC NFKD'.split():
        h(n+f, (db.normalize(f,chr(c)) for c in A)); h(n+'is'+f, (db.is_normalized(f,chr(c)) for c in A))
        r=random.Random(5)
        pool=[c for c in A if u.combining(chr(c)) or u.decomposition(chr(c))]+list(range(0x1100,0x1200))*3+[65,66,0xd800,0xac00]*200
        def strs():
            for i in range(300):
                s=''.join(chr(pool[int(r.random()*len(pool))]) for _ in range(int(r.random()*12)))
                yield s
        ss=list(strs())
        h(n+f+'strs', (db.normalize(f,s) for s in ss))
        h(n+f+'isstrs', (db.is_normalized(f,s) for s in ss))
    def look(s):
        try: return db.lookup(s)
        except KeyError: return None
    h(n+'lookup', (look(u.name(chr(c),'x')) for c in A))
    for s in ['TANGUT IDEOGRAPH-17000','tangut ideograph-18d08','TANGUT IDEOGRAPH-18D09','TANGUT IDEOGRAPH-017000','x'*256,'x'*257,'NULL','NUL','LATIN SMALL LETTER GHA','latinsmalllettera','LATIN_SMALL_LETTER_A','LATIN SMALL LETTER  A','HANGUL JUNGSEONG O-E','HANGUL JUNGSEONG OE','TAMIL SYLLABLE KAA','CJK COMPATIBILITY IDEOGRAPH-F900','NUSHU CHARACTER-1B170','KHITAN SMALL SCRIPT CHARACTER-18B00']:
        try: print(s[:50], ascii(db.lookup(s)))
        except Exception as e: print(s[:50], type(e).__name__, str(e)[:60])
for s in (r"'\N{NULL}'", r"'\N{latinsmalllettera}'", r"'\N{KEYCAP DIGIT ONE}'", r"'\N{LATIN SMALL LETTER GHA}'"):
    try: print(ascii(eval(s)))
    except SyntaxError as e: print(e)
print(b'\\N{KEYCAP DIGIT ONE}\\N{nul}'.decode('unicode_escape','replace') if 0 else '', chr(0x17000).encode('ascii','namereplace'))
