"""Decimals and contexts as objects: conversions, errors, attributes, pickling, the current context."""
import _decimal as d
import contextvars, copy, decimal, fractions, math, numbers, pickle, threading
def e(f):
    try: print(repr(f()))
    except BaseException as x: print(type(x), x.args, x)
D=d.Decimal;C=d.Context
for f in [lambda:D('x'),lambda:D(1)/0,lambda:D(0)/0,lambda:D([1]),lambda:D({}),lambda:D((1,2)),lambda:D((2,(1,),1)),lambda:D((0,(11,),1)),lambda:D((0,(1,),'x')),lambda:D((0,(1,),'F')),lambda:D((0,(1,),'n')),lambda:D((0,1,1)),lambda:D((0,(),1)), lambda:D(1,2),lambda:D(1,context=3),lambda:D((0,('a',),1)),
 lambda:C(prec=0),lambda:C(prec='x'),lambda:C(rounding='x'),lambda:C(rounding=3),lambda:C(Emin=1),lambda:C(Emax=-1),lambda:C(capitals=2),lambda:C(clamp=2),lambda:C(flags=3),lambda:C(traps=[3]),lambda:C(traps={d.Inexact:1}),lambda:C(1,2),lambda:d.setcontext(1),lambda:d.localcontext(1),lambda:d.localcontext(foo=1),lambda:d.localcontext(prec=0),lambda:d.IEEEContext(33),lambda:d.IEEEContext(0),lambda:d.IEEEContext(2048),lambda:d.IEEEContext(64),lambda:d.IEEEContext('x'),
 lambda:D(1)+1.0, lambda:D(1)<1j, lambda:D('sNaN')<1,lambda:D('NaN')<1,lambda:D('sNaN')==1,lambda:hash(D('sNaN')),lambda:int(D('inf')),lambda:int(D('nan')),lambda:float(D('snan')),lambda:D('inf').as_integer_ratio(),lambda:D('nan').as_integer_ratio(),lambda:round(D('nan')),lambda:round(D('inf')),lambda:round(D(1),2.0),lambda:round(D('nan'),1),lambda:D('inf').__floor__(), lambda:D(1).quantize(1,rounding='x'),lambda:D(1).quantize(1,rounding=1),lambda:D(1).exp(context=1),lambda:D(1).compare('x'),lambda:D.from_float('x'),lambda:D.from_number('x'),lambda:C().create_decimal('1_0'),lambda:C().create_decimal(' 1'),lambda:C().create_decimal([1]),lambda:C().add(1,'x'),lambda:C().power(1,2,3.0),lambda:C().is_nan('x'),lambda:format(D(1),'x'),lambda:format(D(1),'\u1234<3%'),lambda:format(D(1),3),lambda:format(D('1234.5'),'_.3f'),lambda:C().__reduce__(),lambda:D('1.0').__reduce__(),lambda:D('nan12').as_tuple(),lambda:D('-inf').as_tuple(),lambda:complex(D('nan')),lambda:C().flags==C().flags,lambda:C().flags=={},lambda:C().flags.copy(),lambda:C()==C(),lambda:C().flags['x'],lambda:C().flags.__setitem__(d.Inexact,'x'),lambda:C().flags.__delitem__(d.Inexact),lambda:C().__delattr__('prec'),lambda:setattr(C(),'foo',1),lambda:C().foo,lambda:setattr(C(),'flags',3),lambda:setattr(C(),'_flags',-3),lambda:setattr(C(),'_traps',1<<20),lambda:(C()._flags,C()._traps),lambda:setattr(C(),'flags',{}),lambda:C().clear_flags(),lambda:C(prec=10**30), lambda:pow(D(2),D(3),D(5)),lambda:pow(2,D(3),5),lambda:pow(2,3,D(5)),lambda:divmod(D(1),D(0)),lambda:D(1)//D(0),lambda:D(0)//0,lambda:D(1)%0,lambda:D(1).number_class(),lambda:D('1e400000').__hash__(),lambda:d.__doc__,lambda:C().Etop(),lambda:C.__init__,lambda:D.__setattr__, lambda:D(1).__setattr__('x',1),lambda:d.DecimalTuple(1,2,3), lambda:D(True),lambda:D.__new__(int),lambda:D('1').from_float(1), lambda:D(None)]: e(f)

print(sorted(n for n in dir(d) if not n.startswith('__')))
for n in 'DecimalException FloatOperation DivisionByZero Overflow Underflow Subnormal InvalidOperation DivisionUndefined'.split():
    print([c.__name__ for c in getattr(d, n).__mro__])
print(decimal.Decimal is D, isinstance(D(1), numbers.Number), isinstance(D(1), numbers.Real), D(1) in {1: 2}, hash(D('0.25')) == hash(0.25) == hash(fractions.Fraction(1, 4)))
print(D('0.5') == 0.5, D('0.5') == fractions.Fraction(1, 2), D('0.5') < fractions.Fraction(2, 3), D(1) == 1 + 0j, D(1) != 'x', fractions.Fraction(1, 3) < D(1))
class Sub(D):
    def __new__(cls, *a, x=None):
        self = D.__new__(cls, *a)
        self.x = x
        return self
s = Sub('1.50', x=3)
print(repr(s), s.x, type(s + 1), type(Sub.from_float(0.5)), type(copy.copy(s)), type(+s))
for p in range(2, 6):
    for v in D('-1.20E+7'), D('sNaN5'), C(prec=7, traps=[d.Inexact], flags=[d.Rounded]), D('1.5').as_tuple():
        print(p, repr(pickle.loads(pickle.dumps(v, p))))
with d.localcontext(prec=5, rounding=d.ROUND_UP) as c:
    print(D(1) / 3, c, d.getcontext() is c)
    with d.localcontext() as inner:
        inner.prec = 9
        print(D(1) / 7)
    print(D(1) / 7, d.getcontext() is c)
print(D(1) / 7)
def other():
    print(d.getcontext().prec)
    d.getcontext().prec = 3
    print(D(1) / 3)
t = threading.Thread(target=other, context=contextvars.Context())
t.start()
t.join()
contextvars.Context().run(other)
contextvars.copy_context().run(other)
print(d.getcontext().prec)
big = C(prec=d.MAX_PREC, Emax=d.MAX_EMAX, Emin=d.MIN_EMIN)
for f in [lambda: big.divide(4, 2), lambda: big.sqrt(D('40E9')), lambda: big.power(400, -1), lambda: big.divide(1, 3), lambda: big.exp(1), lambda: big.log10(10**223), lambda: big.next_plus(1),
          lambda: big.add(D('1E+999999999999'), 1), lambda: int(D('1E+999999999999')), lambda: math.floor(D('-2.5')), lambda: math.ceil(D('-2.5')), lambda: math.trunc(D('-2.5')), lambda: round(D('2.5')), lambda: round(D('2.675'), 2),
          lambda: D('9' * 50) * D('9' * 50), lambda: d.Decimal('１２.５_0'), lambda: D('1_0'), lambda: D('1e-9999999999999999999'), lambda: copy.deepcopy(D(3)), lambda: f"{D('1234.5'):>+12,.2f}", lambda: sum(map(D, range(5))), lambda: float(D('1e400')), lambda: math.copysign(1, float(D('-nan')))]:
    e(f)
with d.localcontext() as c:
    c.traps[d.FloatOperation] = True
    e(lambda: D(1.5))
    e(lambda: D(1) < 1.5)
    e(lambda: D(1) == 1.5)
    e(lambda: D.from_float(1.5))
    print(c.flags, len(c.flags), list(c.flags)[:2], d.Inexact in c.flags)

# Powers of one have the places that the product of exponents says, which is rounded to the context as well.
for emax in 0, 1, 5:
    for base in "1.0", "-1.00", "1":
        for exponent in 1, 4, 5, 9, 10, 49, 60, -3:
            c = decimal.Context(prec=30, Emin=-5, Emax=emax, traps=[])
            print(c.power(decimal.Decimal(base), exponent), [s.__name__ for s in c.flags if c.flags[s]])
