"""Which sources are beginnings of others: codeop, and the flags of compile that it uses."""
import code
import codeop

ALLOW, DONT_IMPLY = 0x4000, 0x200
SOURCES = [
    "(a **", "(a,b,", "def foo():\n  pass\n", "a = {\n", "'''a", "'a", "if 1:\n  pass\n", "if 1:", "if 1:\n", "if 1:\n  pass",
    "if 1:\n  pass\nelse:", "try:\n  x\n", "@x\n", "@x", "class A:", "for x in y: z", "a = \\", "a = \\\n", "(", "a(", "a+", "a +\n",
    "x = (\n\n", "if 1:\n\n", "#c", "", "\n", "def f(\n", "def f(a,\n   b", "lambda", "lambda x:", "import", "from x import (",
    "from x import", "with a as b:\n", "match x:\n", "{1:2,", "[1,2", "a b", "a = = b", '"""', "f(]", "(]", "if x", "if x:\n a\n  b",
    "if x:\n a\nelif", "x = 1;", "x = 1\n\n", "class A:\n  def f(self):\n    pass\n  ", "def f():\n  '''doc", "if 1: a\nelse: b",
    "try: a\n", "try:\n a\nfinally:\n", "0777", "1_", "x = [i for", "print(1,\n", "not", "del", " pass", "  \n", "\tif 1:",
    "if 1:\n\ta\n        b\n", "x:", "a: ", "a.", "a[", "*", "a if b", "a if b else", "a and", "'a' 'b", "type X = ", "{**", "a := 1",
    "(a := ", "(\n'''", "def f():\n  x = (\n", "1 if 2 else\n", "for x in", "while", "with (a,", "class A(", "def f", "async x", "match x",
    "try:", "except", "finally:", "exec 'a'", "x = {'a':1 'b'", "'''\\", "a\\b", "a = '\\\n", "a = '\\\nb", "'\\", "else:\n  a",
]
for mode in "single", "exec", "eval":
    for source in SOURCES:
        if mode == "eval" and source.startswith((" ", "\t", "def", "a = \\")):
            continue
        try:
            compile(source, "<i>", mode, ALLOW | DONT_IMPLY, True)
            print(mode, ascii(source), "ok")
        except _IncompleteInputError as e:
            print(mode, ascii(source), e, (e.lineno, e.offset))
        except SyntaxError as e:
            print(mode, ascii(source), "no")
print(_IncompleteInputError.__mro__, _IncompleteInputError.__doc__)
print("== codeop")
for source in SOURCES:
    try:
        print(ascii(source), codeop.compile_command(source) is not None)
    except SyntaxError as e:
        print(ascii(source), type(e).__name__)
compiler = codeop.Compile()
before = compiler.flags
compiler("from __future__ import annotations", "<input>", "single")
print(hex(compiler.flags - before))
console = code.InteractiveConsole({"n": 1})
for line in "for i in range(2):", "    n += i", "", "print(n)", "x = (", "3)", "print(x)":
    print(line, console.push(line))
