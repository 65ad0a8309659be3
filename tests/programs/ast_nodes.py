# Nodes of every kind with their places.
import ast
for s in ["f'a{{b}}c'", "'x' f'b{y}' 'z'", "u'x' f'{y}'", "f'{x=}'", "f'a{x = !r:>5}b'", "f'{x:>{w}}'", "f'{x:}'", "f''", "'' f''", "'a' f'b'", "f'a' 'b' f'{x}{y}'", "f'{x:{y}{z}a}'", "f'{{{x}}}'", "f'a{{' 'b'", "f'{ x }'", "f'''\n{\nx\n}'''", "t'a{x}b{y!r:>3}'", "t'{x=}' t'{ (a,b) }'", "f'{(x)}'", "f'\\N{DASH}a'", "('a'\n 'b')", "(f'a'\n f'b{x}')", "f'{x:a{{b}}'", "u'a' 'b'", "'b' u'c'", "t''", "f'{x:%H:%M}'","rf'{{a}}'", "f'{x!r=}' if 0 else 1" ,"f'{a,}'", "f'{*a,}'", "f'{yield}'", "f'{{a' 'b'", "f'{{{{'","f'}}'","f'{x}}}' 'a'", "f'a}}{x}'", "f'{x=:a}' '' 'c'", "f'{x:=5}'","f'{x}' 'a' 'b' f'c'"]:
    try: print(s, "\n   ", ast.dump(ast.parse(s, mode='eval').body, include_attributes=True).replace("lineno=1, ","").replace("end_",""))
    except SyntaxError as e: print(s, e)

for s in ["if a:\n  b\n\n", "def f():\n  x;\n", "x;\n", "f(x for x in y)", "f(x for x in y)(z)", "class A(x for x in y): pass","def f(*, a: int=1, **k: int): pass", "with (a): pass", "with (a, b): pass", "with (a as b,): pass", "x = yield", "a[1,2]", "a[*b]", "a[b,]", "for x, in y: pass", "for (x,) in y: pass", "return_ = (a, *b)", "match x:\n case (a): pass\n case (a|b) as c: pass\n case a, b: pass\n case [a]: pass\n case -1+2j: pass\n case A(b=1): pass\n case {'a': 1, **k}: pass", "async def f():\n  async with a: pass\n  async for x in y: pass\n  [x async for x in y]", "@a\n# c\n\n@b()\ndef f(): pass", "(a).b", "(a)(b)", "(a)[b]", "((a))", "(a)+(b)", "x = (a)\n", "try:\n  pass\nexcept* (A, B) as e:\n  pass\n", "from .a import (b as c, d)", "from . import *", "lambda x, /, y=1, *z, k, **w: 0", "a if (b) else (c)", "(yield)", "print((yield x))", "not (a)", "-(1)", "(a) < (b) < (c)", "(a) and (b)", "{**a, 'b': 1}", "{(a): (b) for c in (d) if (e)}", "del (a), b", "assert (a), (b)", "global a, b", "type X[T: int = str, *Ts, **P] = (int)", "def f[T](): pass", "x: (int) = 5", "(x): int = 5", "a = b = (c)", "if a: pass\nelif b: pass\nelif c: pass\nelse: d", "f(a)(b)(*c, d=(e), **(f))", "raise (a) from (b)", "x = (\n a\n + b\n)", "a[(b):(c):]", "a[b:c, d]", "(a := (b))", "f((a := 1))", "(*a, b)", "*a, b = c", "f(*(a))", "x = [*(a), b]", "while (a): b", "(await_)", "f(**{})", "class C(a, *b, k=(1), **d): x", "x = ()", "((a, b), c)", "f((x for x in y))", "f((x for x in y), 1)"]:
    print(repr(s)); 
    try: print(ast.dump(ast.parse(s), include_attributes=True).replace('lineno','l').replace('col_offset','c').replace('end_','e'))
    except SyntaxError as e: print(e)

# Other modes.
print(ast.dump(ast.parse("(int, *str, **Any) -> list[int]", mode="func_type"), include_attributes=True))
print(ast.dump(ast.parse("x = 1; y", mode="single"), include_attributes=True))
print(ast.dump(ast.parse("\n# c\nx\n", mode="eval"), include_attributes=True))
print(ast.dump(ast.parse("é = 'é' + ü  # é\n'\\ud800'"), include_attributes=True).encode("ascii", "backslashreplace"))
print(ast.dump(ast.parse("0xffffffffffffffffffff + 1_0.5e3 + 3j + ... + b'a' b'b'"), include_attributes=True))
for args in ("x", "func_type"), ("x", "exec", 1 << 30), ("x", "nothing"):
    try:
        compile(args[0], "f", *args[1:])
    except ValueError as e:
        print(e)
