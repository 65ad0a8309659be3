# Words and places of SyntaxErrors in replacement fields, brackets left open, targets, numbers and patterns.
import warnings
warnings.simplefilter('ignore')
cases = r"""x = 'abc\\\n
x = f"{'a' 'b}"
x = [a for]
x = [for a in b]
def f():\n    x = [1,\n    y = 2\n    return x
f'{x
f'{x:{
f\"\"\"{
f'{#}'
f'{1!'
(x := 1, y := 2) = 3
1e5e5
f'{a $ b}'
f'{'
f'{x'
f'{x:'
f'{x!
f'{x!r
f'{x!r:'
f'{x=
f'{x='
f'{(x
f'{[x}'
f'a{x}b{
f'a{x}b{y
t'{x
t'{
f'''{x
f'''{x:
f'''{x:{
f'''{x:{y
f'{x:{y
f'{x:{y}
f'{x:{y}'
(f'{x
f'{x}' f'{y
f'{f"{
f'{f"{x
f"{lambda x:1}"
f"{3!}"
f"{3:{'a"
f"{a b}"
f"{*}"
f"{a[4)}"
f"{a(4]}"
f"{a(4}"
f"{a[4}"
f"{}}"
f"{\"}"
f"{"
{a\n
[for x in y]
(for x in y)
{for x in y}
f(for x in y)
[a for x]
(a for)
{a for}
[a for x in]
[a for x in y if]
[a for 1 in y]
x = [1,\ny = 2\n
x = (1,\ny = 2\n
f(1,\ny = 2\n
x = {1,\ny = 2\n
x = [1\ny = 2\n
x = {1:2,\ny = 2\n
x = [a,\nif x:\n  pass
x = [\ny = 2
x = (\ny = 2
x = [1,\ny = 2, 3]
(x, y := 2) = 3
(x := 1) = 3
[x := 1, y] = 3
{x := 1} = 3
f(x := 1) = 3
(x := 1, 2) += 3
for (x := 1, y) in z: pass
del (x := 1, y)
with a as (x := 1, y): pass
1e5e
1e5f
1.5e5e5
1e5.5
1e5_
1e5j5
1ee
0x1e5.
1_e5
1e_5
1e5if 1 else 2
[i for i in (lambda:(j := range(5)))()]
[i for i in [lambda: (j := 1)]]
[(lambda: (j := 1)) for i in x]
[i for i in [j for j in [(k := 1)]]]
match x:\n case {0: _, False: _}: pass
match x:\n case {0: _, 0.0: _}: pass
match x:\n case {0: _, 0j: _}: pass
match x:\n case {1: _, 2: _, 1+1j: _, 1-1j: _, 10**5: _}: pass
match x:\n case 0 * 0j: pass
match x:\n case 0j * 0: pass
match x:\n case 0 ** 0j: pass
match x:\n case -1 - 1j: pass
""".split("\n")
for c in cases:
    c = c.replace("\\n", "\n").replace('\\"', '"')
    for mode in ("exec",):
        try: compile(c, "s", mode); r = 'ok'
        except SyntaxError as e: r = "%s: %s %s" % (type(e).__name__, e.msg, (e.lineno, e.offset, e.end_lineno, e.end_offset))
        print(repr(c), r)
