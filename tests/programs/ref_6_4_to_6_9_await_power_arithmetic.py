# Await, power, unary, binary arithmetic, shifting, bitwise operations.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
async def one(): return 3
async def aw(): return await one() ** 2, -await one(), [await one()], await one() + await one(), not await one()
try: aw().send(None)
except StopIteration as e: print(e.value)
vals = 7, -7, 2, -2, 0, 2.5, -2.5, 0.0, -0.0, True, 3 + 4j, 10**20, float("inf"), float("nan")
def show(e, **k):
    try: return repr(eval(e, k))
    except Exception as x: return f"{type(x).__name__}: {x}"
for op in "**", "*", "/", "//", "%", "+", "-":
    for a in 7, -7, 0, 2.5, -0.0, 1j, True, 10**20:
        print(a, op, [show(f"a {op} b", a=a, b=b) for b in vals if not (op == "**" and b == 10**20)])
for op in "<<", ">>", "&", "|", "^":
    for a in 7, -7, 0, True, 10**20, 1.5, {1, 2}: print(a, op, [show(f"a {op} b", a=a, b=b) for b in (0, 1, 5, -1, True, 70, 2.0, 2**64, {2, 3}) if not (op == "<<" and b == 2**64)])
print(show("1 << 2**64"), show("0 << 2**64"), show("1 >> 2**64"), show("-1 >> 2**64"), 1 << 64, -1 << 3, -9 >> 1, True << 2, type(True & True).__name__, type(True | 1).__name__, True ^ True, {1} | {2}, {"a": 1} | {"b": 2}, int | None)
for e in "-2 ** 2", "2 ** -1", "2 ** 3 ** 2", "-2 ** -2", "(-8) ** (1/3)", "0 ** 0", "0.0 ** 0", "0 ** -1", "0.0 ** -1.0", "(-1) ** 0.5", "10 ** 30", "2 ** 0.5", "1e200 ** 2", "(1+2j) ** 2", "0j ** -1", "0j ** 1j", "2 ** True", "'a' ** 2", "~5", "~True", "-True", "+True", "- -5", "~-1", "~~7", "-(-2**63)", "+'a'", "-[]", "~1.0", "not 1", "-0", "-0.0", "-1j", "+2j", "3 * 'ab'", "'ab' * -1", "[1] * 2", "2 * (1,)", "b'x' * 3", "1.0 * 'a'", "'a' * 'b'", "'a' + 'b'", "'a' + 1", "1 + 'a'", "[1] + [2]", "[1] + (2,)", "(1,) + (2,)", "b'a' + 'b'", "b'a' + bytearray(b'b')", "{} + {}", "{1} + {2}", "{1, 2} - {2}", "{1, 2} ^ {2, 3}", "{1} & [1]", "'%d' % 'x'", "'%s %s' % 1", "'%s' % (1, 2)", "'%(a)s' % {'a': 1}", "b'%d' % 3", "7 // 0", "7 % 0", "7 / 0", "7.0 // 0", "7.0 % 0", "7.0 / 0", "1j / 0", "1j // 1", "1j % 1", "divmod(7, 0)", "divmod(-7, 2)", "divmod(7.5, -2)", "divmod(1j, 1)", "5.5 % -2", "-5 % 3", "5 % -3", "-1e-100 % 1e100", "3.14 // 0.01", "10**400 / 10**399", "10**400 / 3", "1 / 10**400", "1 @ 2", "[] @ []", "'a' - 'b'", "[] - []", "None + 1", "1 + None", "() - 1", "len + 1", "int + int", "1 << -1", "1 >> -1", "1 << 1.0", "1.0 << 1", "'a' & 'b'", "1 & 1.0", "None | 1", "1 | None", "None | int", "int | 5", "True & 1.0", "1e308 * 10", "1e308 + 1e308", "-1e308 * 10", "float('inf') - float('inf')", "0 * float('inf')", "10**400 + 0.5", "10**400 * 0.5", "10**400 < 1e308", "2**1000 == 2.0**1000", "1 + True", "0.1 + 0.2", "1e16 + 1", "5 - 2j", "True + 1j", "3 - True": print(e, "=", show(e))
