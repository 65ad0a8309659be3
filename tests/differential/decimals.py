"""decimal: all operations in random contexts, with the flags they raise and the signals they trap; texts, formats, rounding, ratios."""
import decimal
import operator
from decimal import Context, Decimal
from fractions import Fraction

from inputs import integer, mutated, number, spec

ROUNDINGS = [decimal.ROUND_UP, decimal.ROUND_DOWN, decimal.ROUND_CEILING, decimal.ROUND_FLOOR, decimal.ROUND_HALF_UP, decimal.ROUND_HALF_DOWN, decimal.ROUND_HALF_EVEN, decimal.ROUND_05UP]
SIGNALS = [decimal.Clamped, decimal.DivisionByZero, decimal.Inexact, decimal.Overflow, decimal.Rounded, decimal.Underflow, decimal.InvalidOperation, decimal.Subnormal, decimal.FloatOperation]
UNARY = ["abs", "canonical", "copy_abs", "copy_decimal", "copy_negate", "exp", "is_canonical", "is_finite", "is_infinite", "is_nan", "is_normal", "is_qnan", "is_signed", "is_snan",
         "is_subnormal", "is_zero", "ln", "log10", "logb", "logical_invert", "minus", "next_minus", "next_plus", "normalize", "number_class", "plus", "sqrt", "to_eng_string", "to_integral",
         "to_integral_exact", "to_integral_value", "to_sci_string", "create_decimal"]
BINARY = ["add", "compare", "compare_signal", "compare_total", "compare_total_mag", "copy_sign", "divide", "divide_int", "divmod", "logical_and", "logical_or", "logical_xor", "max", "max_mag",
          "min", "min_mag", "multiply", "next_toward", "power", "quantize", "remainder", "remainder_near", "rotate", "same_quantum", "scaleb", "shift", "subtract"]
OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, divmod, operator.pow, operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge]
METHODS = ["adjusted", "as_tuple", "as_integer_ratio", "conjugate", "is_normal", "is_subnormal", "radix", "normalize", "to_eng_string", "logb", "number_class", "is_signed", "copy_negate", "next_plus", "next_minus",
           "to_integral_value", "sqrt", "__str__", "__repr__", "__hash__", "__int__", "__float__", "__bool__", "__abs__", "__neg__", "__pos__", "__trunc__", "__floor__", "__ceil__", "__round__", "__reduce__", "__complex__"]
JUNK = "0123456789+-._eEnNaAsSiIfF \n\x00é٣"


def context(r):
    k = r.below(10)
    if k < 3:
        precision, low, high = 28, -999999, 999999
    elif k < 6:
        precision, low, high = r.between(1, 12), -r.below(40), r.below(40)
    elif k < 8:
        precision, low, high = r.pick([1, 2, 3, 7, 9, 16, 34]), -r.pick([0, 1, 95, 383, 6143]), r.pick([0, 1, 96, 384, 6144])
    else:
        precision, low, high = r.between(1, 60), -999999, 999999
    traps = [s for s in SIGNALS if r.chance(12)] if r.chance(40) else [decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow] if r.chance(30) else []
    return Context(precision, r.pick(ROUNDINGS) if r.chance(70) else decimal.ROUND_HALF_EVEN, low, high, r.below(2) if r.chance(20) else 1, r.below(2) if r.chance(20) else 0, [], traps)


def digits(r, n):
    return "".join([r.pick("0123456789") for _ in range(n)])


def numeral(r):
    k = r.below(20)
    if k == 0:
        return r.pick(["NaN", "sNaN", "NaN123", "-sNaN456", "nan000", "Infinity", "-inf", "-NaN", "NaN" + "9" * 30])
    if k == 1:
        return r.pick(["0", "-0", "0E-10", "-0E+5", "0.000", "1", "-1", "10", "1E+5", "0.1", "9", "99", "999999", "0.5", "1.5", "2.5", "-0.5", "0E+999999", "1E-1000", "1E+1000", "9.99E+384", "1E-398"])
    if k < 5:
        return r.pick(["", "-"]) + "".join([r.pick("01") for _ in range(r.between(1, 12))])
    s = digits(r, r.pick([1, 2, 3, 5, 9, 16, 20]))
    if k == 5:
        s = "9" * r.between(1, 30)
    elif k == 6:
        s += r.pick(["5", "50", "500000", "49999", "50001"])
    elif k == 7:
        s = "1" + "0" * r.between(1, 30)
    if r.chance(50):
        i = r.below(len(s) + 1)
        s = s[:i] + "." + s[i:]
    if r.chance(30):
        s += f"{r.pick('eE')}{r.pick([r.between(-30, 30), r.between(-7, 7), r.between(-500, 500), r.pick([999999, -999999, 6144, -6176])]):{r.pick(['', '+'])}}"
    return r.pick(["", "", "-", "+"]) + s


def value(r):
    return Decimal(numeral(r))


def small(r):
    """What makes a result that is no matter of patience."""
    s = r.pick(["", "-"]) + digits(r, r.between(1, 4))
    if r.chance(60):
        s += "." + digits(r, r.between(1, 12))
    return Decimal(s) if r.chance(90) else value(r)


def flags(c):
    return [s.__name__ for s in SIGNALS if c.flags[s]]


def in_context(c, name, *args):
    try:
        result = getattr(c, name)(*args)
    except Exception as e:
        result = f"{type(e).__name__}: {e}"
    return result, flags(c)


def with_context(c, f, *args):
    decimal.setcontext(c)
    # The interpreter has a copy, whose flags count.
    c = decimal.getcontext()
    try:
        result = f(*args)
    except Exception as e:
        result = f"{type(e).__name__}: {e}"
    return result, flags(c)


def method(c, x, name, args, keywords):
    return with_context(c, lambda: getattr(x, name)(*args, **keywords))


def case(r):
    c = context(r)
    k = r.below(24)
    if k < 4:
        name = r.pick(UNARY)
        x = small(r) if name in ("exp", "ln", "log10") else value(r)
        if r.chance(5) and name not in ("exp",):
            x = r.pick([integer(r), integer(r), number(r), "1.5"])
        return f"Context.{name}", in_context, (c, name, x)
    if k < 9:
        name = r.pick(BINARY)
        a, b = value(r), value(r)
        if name == "power":
            a, b = small(r), r.pick([Decimal(r.between(-20, 20)), small(r)])
        elif name in ("rotate", "shift", "scaleb") and r.chance(90):
            b = Decimal(r.between(-c.prec - 1, c.prec + 1))
        elif name in ("add", "subtract", "compare", "remainder", "quantize") and r.chance(40):
            b = value(r).scaleb(r.between(-3, 3), Context(prec=60, Emin=-10**9, Emax=10**9, traps=[])) if a.is_finite() else b
        elif name.startswith("logical"):
            a, b = [Decimal("".join([r.pick("01") for _ in range(r.between(1, 14))])) if r.chance(95) else value(r) for _ in range(2)]
        if r.chance(4):
            b = r.pick([integer(r, 60), number(r), "x", None])
        return f"Context.{name}", in_context, (c, name, a, b)
    if k == 9:
        name = r.pick(["fma", "power", "power"])
        args = [value(r), value(r), value(r)] if name == "fma" else [Decimal(r.below(10**r.between(1, 12))), Decimal(r.between(-2, 40)), Decimal(r.below(10**r.between(1, 12)))]
        return f"Context.{name}", in_context, (c, name, *args)
    if k < 13:
        f = r.pick(OPERATORS)
        a, b = value(r), r.pick([value, value, integer, number, fraction])(r)
        if f is operator.pow:
            a, b = small(r), r.pick([Decimal(r.between(-20, 20)), small(r), r.between(-30, 30)])
        if r.chance(30):
            a, b = b, a
        return f.__name__, with_context, (c, f, a, b)
    if k < 15:
        s = numeral(r)
        if r.chance(30):
            s = mutated(r, s, JUNK)
        if r.chance(10):
            s = r.pick([" ", "\n", "\u3000"]) + s + r.pick(["", " ", "\x00"])
        if r.chance(50):
            return "create_decimal", in_context, (c, "create_decimal", s)
        return "Decimal", with_context, (c, Decimal, s)
    if k == 15:
        j = r.below(4)
        if j == 0:
            return "from_float", with_context, (c, r.pick([Decimal.from_float, Decimal, c.create_decimal_from_float]), number(r))
        if j == 1:
            t = (r.below(2), tuple(r.below(10) for _ in range(r.below(12))), r.pick([r.between(-20, 20), "F", "n", "N"]))
            if r.chance(15):
                t = r.pick([(0, (1,), "x"), (2, (1,), 0), (0, (10,), 0), (0, 1, 0), (0, (1,)), (0, (1, -1), 0), (0, ("1",), 0), (1, (), "F"), (0, (), 0), (0.0, (1,), 0), (0, [1, 2], 3)])
            return "from tuple", with_context, (c, Decimal, t)
        if j == 2:
            return "from int", in_context, (c, "create_decimal", integer(r, 400))
        return "from_number", with_context, (c, Decimal.from_number, r.pick([number(r), integer(r), value(r), "1", None]))
    if k < 19:
        x = value(r)
        s = spec(r, "eEfFgGn%" * 3 + "dsx")
        if "2147483648" in s or x.is_finite() and abs(x.adjusted()) > 2000:
            # Gigabytes and megabytes.
            s, x = s.replace("2147483648", "21474836489999999999"), small(r)
        return "format", with_context, (c, format, x if r.chance(70) else small(r), s)
    if k == 19:
        name = r.pick(METHODS)
        x = value(r)
        if name == "__hash__" and x.is_nan():
            # By address.
            x = Decimal(1)
        if name in ("__int__", "__trunc__", "__floor__", "__ceil__", "__round__", "as_integer_ratio", "__hash__", "__float__") and x.is_finite() and abs(x.adjusted()) > 2000:
            x = small(r)
        return f"Decimal.{name}", method, (c, x, name, (), {})
    if k == 20:
        x, y = value(r), value(r)
        keywords = {"rounding": r.pick(ROUNDINGS + ["ROUND_NONE", None])} if r.chance(50) else {}
        name = r.pick(["quantize", "to_integral_value", "to_integral_exact", "__round__"])
        if name == "quantize":
            return "Decimal.quantize", method, (c, x, name, (Decimal(f"1E{r.between(-15, 5)}") if r.chance(80) else y,), keywords)
        if name == "__round__":
            return "round", with_context, (c, round, x, r.between(-20, 20))
        return f"Decimal.{name}", method, (c, x, name, (), keywords)
    if k == 21:
        name = r.pick(["compare", "compare_total", "max", "min", "same_quantum", "copy_sign", "fma", "remainder_near", "next_toward", "compare_signal", "logical_and", "rotate", "shift", "scaleb"])
        x, args = value(r), [value(r) for _ in range(2 if name == "fma" else 1)]
        return f"Decimal.{name}", method, (c, x, name, tuple(args), {"context": context(r)} if r.chance(20) else {})
    if k == 22:
        return "hash", with_context, (c, same_hash, r.pick([integer, number])(r))
    j = r.below(3)
    if j == 0:
        return "context", repr, (c,)
    if j == 1:
        return "Context", make_context, ({n: f(r) for n, f in ATTRIBUTES.items() if r.chance(30)},)
    return "unit", in_context, (c, r.pick(["Etiny", "Etop", "radix"]))


ATTRIBUTES = {
    "prec": lambda r: r.pick([1, 28, 0, -1, 10**18, "5", 999999999999999999, integer(r, 70)]),
    "rounding": lambda r: r.pick(ROUNDINGS + ["ROUND_X", None, 3]),
    "Emin": lambda r: r.pick([0, -1, 1, -(10**18), "x", -999999999999999999, integer(r, 70)]),
    "Emax": lambda r: r.pick([0, 1, -1, 10**18, 999999999999999999, integer(r, 70)]),
    "capitals": lambda r: r.pick([0, 1, 2, -1, None]),
    "clamp": lambda r: r.pick([0, 1, 2, "1"]),
    "flags": lambda r: r.pick([[], [decimal.Inexact], [decimal.Rounded, decimal.Clamped], None, [int] if r.chance(30) else []]),
    "traps": lambda r: r.pick([[], [decimal.Overflow], None]),
}


def make_context(keywords):
    return repr(Context(**keywords))


def fraction(r):
    return Fraction(r.between(-50, 50), r.between(1, 50))


def same_hash(x):
    d = Decimal(x)
    return hash(d) == hash(x), d
