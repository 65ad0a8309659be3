"""format() of decimals: all parts of the mini-language."""
from decimal import *
import random, warnings, zlib
warnings.simplefilter('ignore')
random.seed(5)
specs=set()
for i in range(4000):
    s=random.choice(['','','','<','>','^','=','x<','*^','0=','é>'])+random.choice(['','','','+','-',' '])+random.choice(['','','z'])+random.choice(['','','','#'] if i%7==0 else [''])+random.choice(['','','0'])+random.choice(['','','5','12','20'])+random.choice(['','',',','_'] )+random.choice(['','','.0','.1','.3','.10','.3,','.5_'])+random.choice(['','e','E','f','F','g','G','%','n','N','x','s','d'])
    specs.add(s)
nums=['0','-0','0E5','0E-9','1','-1.5','123456789.987654321','1E10','-1E-10','9.995','0.0004','inf','-inf','nan','-snan12','1e7','-0.001','99999.5','1234567E-3']
specs=sorted(specs)
crc=0
for i in range(2000):
    s=random.choice(specs);n=random.choice(nums)
    getcontext().rounding=random.choice(['ROUND_UP','ROUND_HALF_EVEN','ROUND_DOWN','ROUND_CEILING','ROUND_HALF_UP','ROUND_FLOOR'])
    getcontext().capitals=random.choice([0,1])
    try: r=format(Decimal(n),s)
    except Exception as e: r=type(e).__name__+':'+str(e)
    line=' '.join((n,repr(s),getcontext().rounding[6:],str(getcontext().capitals),repr(r)))
    crc=zlib.crc32(line.encode(),crc)
    if i<250: print(line)
print('%08x' % crc)

for grouping in ('\x03', '\x03\x02', '\x02\x00', '\x01\x7f', ''):
    override = {'decimal_point': '\xbf', 'thousands_sep': '\xb4', 'grouping': grouping}
    for spec in 'n', '020n', '.3n', '>15n', 'n>15n':
        print(ascii(Decimal('-1234567.5').__format__(spec, override)))
for bad in {'decimal_point': 'xxxxx'}, {'grouping': '\xff'}, {'decimal_point': 5}, 3:
    try:
        print(Decimal(1).__format__('n', bad))
    except Exception as e:
        print(type(e).__name__, e)
