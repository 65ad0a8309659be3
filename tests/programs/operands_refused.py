# The words and the order of attempts of operators on sequences and on classes derived from them.
exps = '''
class S(list): pass
class B: 
    def __mul__(s,o): return NotImplemented
    def __rmul__(s,o): return NotImplemented
class BA(bytearray): pass
class Q(list):
    def __mul__(s,o): return NotImplemented
class Q2(list):
    def __rmul__(s,o): return NotImplemented
class Q3(list):
    def __imul__(s,o): return NotImplemented
class Q4(list):
    def __add__(s,o): return NotImplemented
class Q5(str):
    def __rmul__(s,o): return NotImplemented
class T:
    def __len__(s): return 3
    def __getitem__(s,i): return [1,2][i]
class X:
    def __add__(s,o): return NotImplemented
    def __radd__(s,o): return NotImplemented
class Ix:
    def __index__(s): return 2
class IxN(B):
    def __index__(s): return 2
class IxM:
    def __index__(s): return 2
    def __rmul__(s, o): return NotImplemented
class E:
    def __index__(s): raise ZeroDivisionError
import operator
'''
ns = {}
exec(exps, ns)
vals = ["[1]", "'a'", "bytearray(b'a')", "S([1])", "B()", "Q([1])", "Q2([1])", "Q3([1])", "Q4([2])", "Q5('x')", "T()", "Ix()", "IxN()", "None", "2", "10**30", "range(3)", "{1}"]
for a in vals:
    for b in vals:
        for op in ["*", "*=", "+", "+=", "@="]:
            if (op[0] in "*%<") and a.startswith("2") and "30" in b: continue
            if op in ("**=","<<") and "30" in b: continue
            try:
                x = eval(a, ns); y = eval(b, ns)
                l = dict(x=x, y=y)
                if op.endswith("="):
                    exec("x %s y" % op, l); r = repr(l['x'])
                else: r = repr(eval("x %s y" % op, l))
            except MemoryError: r = 'mem'
            except BaseException as e:
                r = type(e).__name__ + ": " + str(e)
            import re
            print(a, op, b, '->', re.sub("0x[0-9a-f]+","",r))
        for f in ["mul", "imul"]:
            if f == "pow" and ("30" in a or "30" in b): continue
            try:
                r = repr(getattr(operator := ns['operator'], f)(eval(a, ns), eval(b, ns)))
            except MemoryError: r = 'mem'
            except BaseException as e: r = type(e).__name__ + ": " + str(e)
            print(a, f, b, '->', re.sub("0x[0-9a-f]+","",r))
        try:
            x = eval(a, ns); r = repr(x.__mul__(eval(b, ns)))
        except MemoryError: r = 'mem'
        except BaseException as e: r = type(e).__name__ + ": " + str(e)
        print(a, "__mul__", b, '->', re.sub("0x[0-9a-f]+","",r))


# Method descriptors called without a bound method in between are named for their class.
def plain():
    pass


for o in plain, 1, object(), [], None, plain.__get__(1), len:
    for call in (lambda: o.__format__("", 2)), (lambda: o.__reduce_ex__("", 2)), (lambda: o.__dir__("", 2)):
        try:
            call()
        except TypeError as e:
            print(e)
plain.__format__ = lambda *a: a
print(plain.__format__("", 2))
