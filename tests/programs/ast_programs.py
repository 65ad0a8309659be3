# Trees as programs: built, unparsed, changed, compiled.
import ast
# decorated first line; t-string; exceptions' places; docstring; nested comps
src = '''
def deco(f): return f
@deco
@deco
def g(x, *, y=2) -> int:
    "doc"
    return [x + a for a in range(3) if a
            for b in (lambda: a)() and [1]]
class A:
    "cdoc"
    z: int = 5
    @property
    def p(self): return __class__
async def h():
    return [x async for x in y]
w = 1
t = t"a{w!r:>{w}}b{w + 1=}"
s = "\\ud800" f"{w}\\udfff"
'''
ns = {}
tree = ast.parse(src)
code = compile(tree, 'name', 'exec')
exec(code, ns)
print(ns['g'].__code__.co_firstlineno, ns['g'].__doc__, ns['A'].__doc__, ns['A']().p.__name__, ascii(ns['s']), ns['t'])


# A tree that is changed before it is compiled; places of its own in tracebacks.
class Double(ast.NodeTransformer):
    def visit_Constant(self, node):
        if isinstance(node.value, int):
            return ast.copy_location(ast.BinOp(node, ast.Add(), ast.Constant(node.value)), node)
        return node


tree = ast.fix_missing_locations(Double().visit(ast.parse("print(1 + 2, f'{3:>5}', [4, (5,)], {6: 7})")))
print(ast.unparse(tree))
exec(compile(tree, "tree", "exec"))
bad = ast.Expression(ast.BinOp(ast.Constant(1, lineno=7, col_offset=3), ast.Div(), ast.Constant(0, lineno=8, col_offset=2),
                               lineno=7, col_offset=3, end_lineno=8, end_col_offset=3))
code = compile(bad, "places", "eval")
print(sorted({p for p in code.co_positions() if p[0]}))
try:
    eval(code)
except ZeroDivisionError as e:
    print(e.__traceback__.tb_next.tb_lineno)
for value in -5, 2**100, -2**100, 1.5, -0.0, 3 - 4j, "\ud800", "a\0b", b"\xff", (1, ("a", None)), ..., True, None, float("inf"):
    node = ast.fix_missing_locations(ast.Expression(ast.Constant(value)))
    print(ascii(eval(compile(node, "f", "eval"))))
text = ast.fix_missing_locations(ast.Expression(ast.TemplateStr([
    ast.Constant("a"), ast.Interpolation(ast.Constant(1), "one", 114, ast.JoinedStr([ast.Constant(">3")]))])))
print(eval(compile(text, "f", "eval")))
for source in "match [1, 2, {'a': 3}]:\n case [int() as a, *b, {'a': c, **d}] if a: print(a, b, c, d)", \
        "def f[T: int = str](a, /, b=1, *c, d, e=2, **g) -> T: return a, b, c, d, e, g\nprint(f(0, d=3, z=1), f.__type_params__)", \
        "try:\n raise ExceptionGroup('g', [ValueError(1)])\nexcept* ValueError as e: print(e)\nelse: print('no')\nfinally: print('end')", \
        "for i in range(3):\n if i == 1: continue\n elif i == 2: break\n else: print(i)\nelse: print('no')\nwhile 0: pass\nelse: print('else')", \
        "type X[T] = list[T]\nprint(X.__value__, X[int])\nx: int = 5\n(y): int = 6\nprint(__annotate__(1))\ndel x", \
        "global q\nq = [z for z in range(9) if z % 2 if (w := z)], w\nprint(q, (lambda *a, k=1: (a, k))(*q, k=2), *[1][0:1:1], q[0][-1])":
    tree = ast.parse(source)
    again = ast.parse(ast.unparse(tree))
    print(ast.compare(tree, again))
    exec(compile(tree, "f", "exec"), {})
    exec(compile(again, "f", "exec"), {})
