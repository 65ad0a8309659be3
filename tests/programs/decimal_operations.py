"""Random operations on decimals in random contexts: results, conditions and exceptions."""
import random, zlib
seed, n = 14, 6000
from decimal import *
R=random.Random(seed)
def digits(k): return ''.join(R.choice('0123456789') for _ in range(k))
def num():
    k=R.random()
    if k<.05: return R.choice(['Inf','-Inf','NaN','-NaN12','sNaN','sNaN99','NaN123456789012345678901234567890','-0','0','0E+7','0E-9','-0E-400','0E+500'])
    if k<.12: return R.choice(['1','1.0','1.00','-1','10','100','1E5','0.5','2','5','1E-5','9999','99.99','0.9999','1.0001','1E+20','-2.50','3','0.1'])
    if k<.2: return ''.join(R.choice('01') for _ in range(R.choice([1,3,9,20,45])))
    if k<.27: return str(R.randint(-60,60))
    d=digits(R.choice([1,2,3,5,9,16,18,19,20,28,29,37,38,39,40,56,80]))
    if R.random()<.2: d=R.choice(['9','5','49','50','1','999'])+R.choice('059')*R.choice([3,9,20,30])+R.choice(['','1','5'])
    s=R.choice(['','','-'])+d
    if R.random()<.6: s+='E%d'%R.choice([0,-len(d),-len(d)+1,R.randint(-10,10),R.randint(-60,60),R.randint(-500,500),-R.randint(0,len(d))])
    return s
RO=['ROUND_UP','ROUND_DOWN','ROUND_CEILING','ROUND_FLOOR','ROUND_HALF_UP','ROUND_HALF_DOWN','ROUND_HALF_EVEN','ROUND_05UP']
SIG=[InvalidOperation,FloatOperation,DivisionByZero,Overflow,Underflow,Subnormal,Inexact,Rounded,Clamped]
U='abs exp ln log10 minus next_minus next_plus normalize plus sqrt to_integral to_integral_exact to_integral_value logb logical_invert number_class to_eng_string to_sci_string is_normal is_subnormal copy_abs copy_negate create_decimal _apply'.split()
B='add compare compare_signal compare_total compare_total_mag divide divide_int divmod max max_mag min min_mag multiply next_toward quantize remainder remainder_near subtract logical_and logical_or logical_xor rotate scaleb shift copy_sign same_quantum power'.split()
def show(r):
    if isinstance(r,Decimal): return repr(r)
    return repr(r)
crcs, counts = {}, {}
for i in range(n):
    prec=R.choice([1,2,3,5,9,9,16,19,28,28,28,34,38,50,77])
    em=R.choice([0,1,5,20,99,384,6144,999999,999999,999999,10**15])
    ctx=Context(prec=prec,rounding=R.choice(RO),Emax=em,Emin=-R.choice([em,em,5,99,384]),capitals=R.choice([0,1]),clamp=R.choice([0,0,0,1]),traps=[s for s in SIG if R.random()<.06],flags=[])
    k=R.random()
    op=R.choice(U+B+['fma','powmod','op','hash','int','str','cmp','ratio','flt','round','tuple','ipow'])
    a,b,c=num(),num(),num()
    try:
        with localcontext(ctx) as ctx:
            x,y,z=Decimal(a),Decimal(b),Decimal(c)
            ctx.clear_flags()
            if op in U: r=getattr(ctx,op)(a if op=='create_decimal' else x)
            elif op in B: r=getattr(ctx,op)(x,y)
            elif op=='fma': r=ctx.fma(x,y,z)
            elif op=='powmod': r=ctx.power(x,y,z) if abs(y.adjusted())<40 else 0
            elif op=='ipow': r=ctx.power(x,R.randint(-200,200))
            elif op=='op':
                o=R.randrange(8)
                r=[lambda:x+y,lambda:x-y,lambda:x*y,lambda:x/y,lambda:x//y,lambda:x%y,lambda:divmod(x,y),lambda:x+R.randint(-10**25,10**25)][o]()
            elif op=='hash': r=hash(x) if not x.is_nan() else 0
            elif op=='int': r=int(x) if x.is_finite() else 0
            elif op=='str': r=str(x),x.to_eng_string()
            elif op=='cmp': r=x<y,x==y,x>=y
            elif op=='ratio': r=x.as_integer_ratio()
            elif op=='flt': r=float(x) if not x.is_nan() else 0; r=(r,Decimal.from_float(r),ctx.create_decimal_from_float(r))
            elif op=='round': r=round(x,R.randint(-8,8))
            elif op=='tuple': r=x.as_tuple(); r=(r,Decimal(r))
    except (ArithmeticError,ValueError,TypeError) as e:
        r=type(e).__name__+str(e)
    line=' '.join(map(str,(i,op,a,b,c,ctx.prec,ctx.rounding,ctx.Emin,ctx.Emax,ctx.clamp,show(r),ctx.flags and [s.__name__ for s in SIG if ctx.flags[s]])))
    counts[op]=counts.get(op,0)+1
    if counts[op]<=6: print(line)
    crcs[op]=zlib.crc32(line.encode(),crcs.get(op,0))

for op in sorted(crcs): print(op, counts[op], '%08x' % crcs[op])
