# Comparisons: chains, values, membership, identity.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
def log(x): print(x, end=" "); return x
print(log(1) < log(2) < log(3)); print(log(3) < log(2) < log(1)); print(1 < 3 > 2, 1 == 1.0 == True, 1 < 2 in [2], 1 in [1] == True, (1 in [1]) == True, 1 != 2 != 1, "a" < "b" <= "b" > "a", not 1 < 2)
class Seen:
    def __init__(self, r): self.r = r
    def __lt__(self, o): return self.r
    def __bool__(self): print("bool"); return False
s = Seen("result"); print(s < 1, (s < 1 < 2), type(Seen(s) < 1 < 2).__name__)
nan = float("nan"); inf = float("inf")
print(nan == nan, nan != nan, nan < nan, nan in [nan], [nan] == [nan], (nan,) < (nan,), inf > 10**400, -inf < -10**400, 0.0 == -0.0, 1 == 1.0, 2**53 == 2.0**53, 2**53 + 1 == 2.0**53, 10**400 == inf, 1 < 1.5 < 2, True == 1, True < 2, 1j == 1j, 1j == 1, (1 + 0j) == 1)
for e in "1j < 2j", "1 < 'a'", "'a' < 1", "None < None", "[] < ()", "{} < {}", "object() < 1", "int < str", "1 < None", "[1] < ['a']", "(1, 'a') < (1, 2)", "{1} < [1]", "range(2) < range(3)", "b'a' < 'a'", "len < len", "... >= ...", "sorted([1, 'a'])", "max(1, 'b')", "slice(1) < slice(2)", "{1: 2}.keys() < {1, 2}", "{1: 2}.values() < {}.values()", "1 in 5", "1 in 'abc'", "'a' in b'abc'", "1 in None", "256 in b''", "[] in {}", "[] in {1}", "{1} in {frozenset({1})}", "'' in 'abc'", "'bc' in 'abc'", "b'bc' in b'abc'", "98 in b'abc'", "1.0 in range(3)", "'x' in range(3)", "True in [1]", "1 in {1: 2}", "2 in {1: 2}.values()", "(1, 2) in {1: 2}.items()", "5 not in (1, 2)", "None is None", "None is not None", "int is type(1)", "[] == ()", "(1, 2) == [1, 2]", "{1, 2} == frozenset([2, 1])", "{1: 2} == {1: 2.0}", "{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", "b'a' == 'a'", "b'a' == bytearray(b'a')", "'a' == 97", "[1, 2] < [1, 3]", "[1] < [1, 0]", "(2,) > (1, 9)", "[] < [0]", "'a' < 'B'", "'Z' < 'a'", "'' < 'a'", "'é' > 'z'", "'\U0001f600' > '\uffff'", "b'\xff' > b'\x00'", "{1} < {1, 2}", "{1} <= {1}", "{1} < {2}", "{1} > {2}", "{1, 2} >= {1}", "range(0, 3, 2) == range(0, 4, 2)", "range(0) == range(2, 1)", "NotImplemented == NotImplemented", "5 == 5.0 == 5 + 0j", "[1, [2]] == [1, [2]]", "memo == memo": 
    try: print(e, eval(e, {"memo": ()}))
    except Exception as x: print(e, type(x).__name__, x)
class Eq:
    def __eq__(self, o): print("eq"); return True
print([Eq()] == [1], Eq() in [1], 1 in [Eq()], [1].index(Eq()), [Eq(), Eq()].count(1), (1, 2) == (Eq(), Eq())); x = Eq(); print([x] == [x], x in [x]); 
class NI:
    def __eq__(self, o): return NotImplemented
    def __lt__(self, o): return NotImplemented
print(NI() == NI(), NI() == 1, NI() != 1); attempt(lambda: NI() < NI()); attempt(lambda: NI() < 1); attempt(lambda: 1 > NI())
l = []; l.append(l); 
try: l == [l] ; print("identity first")
except RecursionError: print("RecursionError")
