# The native scanner behind `tokenize`: every kind of token, places, errors, early stops.
import _tokenize
import io
import tokenize


def show(source, extra=True):
    print(repr(source), extra)
    try:
        for token in _tokenize.TokenizerIter(io.StringIO(source).readline, extra_tokens=extra):
            print("  ", token)
    except SyntaxError as e:
        print("  ", type(e).__name__, (e.msg, e.lineno, e.offset, e.text, e.end_lineno, e.end_offset, e.filename))


SOURCES = [
    "x = 1\n", "x = 1", "", "\n\n", "# c", "if x:\n    y\n# c\n  # d\n\nz", "a = '''x\ny''' + b\nc",
    "f'a{x!r:>{w}}b{{c}}' t'{y=}'\n", "f'''a\n{x}\nb'''\n", "(a,\n b # c\n\n)\n", "a\\\n+ b\n", "x\r\ny\r\n", "é = 'é' + ü\n",
    "'abc\n", "'''abc\n", "(a\n", "(a", "a)\n", "(]\n", "a $ b ? c ! d ` e\n", "a \\ b\n", "a\\", "1a\n", "0x\n", "1_\n",
    "if x:\n    y\n  z\n", "if x:\n\ty\n        z\n", "f'{x\n", "f'abc\n", "f'''abc\n", "f'{x}}'\n", "f'}'\n", "f'{'\n", "a\fb\n",
    "a <> b != c -> d := e ... **= //= >>= @= ~ .\n", "    \n  x\n", "class A:\n  def f(self):\n    pass\n\n  # c\n  x = 1\n",
    "\u00a0x = €\n", "rb'x' b'é' ur'x'\n", "f'{x:{y}}' f'{{}}' rf'a\\{6}' f'\\N{DASH}'\n", "f'{x:\n}'\n", "f'''{x:\n}'''\n",
    "1_000.5e-10j 0xfF 0b01 0o17 .5 1..real 1e5a 0_7 09 1.5e\n", "f'{lambda x: 1}'\n", "f'{\"a\" f\"b{c}\"}'\n", "f'{x!=y}{x:=5}{(x:=5)}'\n",
    "x = '''a\nb\nc\n", "if x:\n  y\n\\\n  z\n", "if x:\n    y\n  \\\n  z\n", "0o8\n", "0b2\n", "1__0\n", "1e+\n", "f'{a[}'\n",
    "f'a\\\nb'\n", "if x:\n  y\n  # c", "🐍 = f'🐍{x}' # 🐍\n", "x\x00y\n", "f\"{x:{'a'}}\"\n", "f'{x:{{}}}'\n",
]
for source in SOURCES:
    show(source)
for source in [
    "x = 1 # c\n\n# d\nif x:\n  y\n", "(a\n)\n", "a ! b $ c\n", "f'{x!r:>{w}}'", "", "(a\n", "a)\n", "(]\n", "(\n}\n", "'abc", "1a\n",
    "1if\n", "09\n", "x = €\n", "\u00a0x\n", "if x:\n  if y:\n    z\n  a\nb\n", "f'{a[}'\n",
]:
    show(source, False)

# Bytes, and an encoding declaration.
for token in tokenize.tokenize(io.BytesIO(b"# -*- coding: latin-1 -*-\nx = '\xe9'\n").readline):
    print(token)
for source in "(a", "'''a\n", "f'{x":
    try:
        list(tokenize.generate_tokens(io.StringIO(source).readline))
    except tokenize.TokenError as e:
        print(e.args)
text = "def f(a, *, b = 1) :\n    return f'{a!r:>{b}}' # c\n"
print(tokenize.untokenize(tokenize.generate_tokens(io.StringIO(text).readline)) == text)


# Lines are read when they are needed.
def lines():
    for line in "a = 1\n", "b = 2\n", "c = 3\n":
        print("read", line.strip())
        yield line


tokens = _tokenize.TokenizerIter(lines().__next__, extra_tokens=True)
print(iter(tokens) is tokens)
print([next(tokens)[1] for _ in range(5)])


# What the caller does wrong.
def trial(f, *args, **kwargs):
    try:
        print(list(f(*args, **kwargs)))
    except Exception as e:
        print(type(e).__name__, e)


trial(_tokenize.TokenizerIter, lambda: b"x", extra_tokens=True)
trial(_tokenize.TokenizerIter, lambda: "x", encoding="utf-8", extra_tokens=True)
trial(_tokenize.TokenizerIter, lambda: 1 / 0, extra_tokens=True)
trial(_tokenize.TokenizerIter, iter([b"x\n", b"\xff\n"]).__next__, encoding="utf-8", extra_tokens=True)
