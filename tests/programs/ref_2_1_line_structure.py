# Line structure: logical and physical lines, comments, joining, blank lines, indentation.
def attempt(source, mode="exec"):
    try:
        code = compile(source, "<text>", mode)
    except SyntaxError as e:
        print(repr(source), "->", type(e).__name__, e.msg, e.lineno)
        return
    names = {}
    exec(code, names)
    names.pop("__builtins__", None)
    names.pop("__annotations__", None)
    print(repr(source), "->", {k: v for k, v in names.items() if not callable(v)})


# Logical lines end with NEWLINE; the three line endings are equal.
attempt("a = 1\nb = 2\n")
attempt("a = 1\r\nb = 2\r\n")
attempt("a = 1\rb = 2\r")
attempt("a = 1")
attempt("")
attempt("\n\n\n")
attempt("a = 'x\r\ny'")
attempt("a = '''x\r\ny\rz\n'''")

# Comments
attempt("a = 1 # comment\n# whole line\nb = '# not one'")
attempt("# only a comment")
attempt("a = (1, # one\n     2) # two")
attempt("a = 1 # ends in a backslash \\\nb = 2")

# Explicit joining
attempt("a = 1 + \\\n    2")
attempt("a = 'x\\\ny'")
attempt("if 1 and \\\n   2 and \\\n   3: a = 1")
attempt("a = 1 \\ \nb = 2")
attempt("a = 1 \\")
attempt("a = 1 \\\n")
attempt("a = na\\\nme")
attempt("a = \\")
attempt("a = 1 \\x")

# Implicit joining
attempt("a = [1,\n2,\n\n  # comment\n      3]\nb = {1:\n2}\nc = (1\n+\n2)")
attempt("a = (1,\n")
attempt("a = [1, 2\nb = 3")
attempt("a = {1: 2")
attempt("a = (1]")
attempt("a = (1,\n2]")
attempt("a = 1)")
attempt("a = }")

# Blank lines, with blanks, tabs and form feeds
attempt("a = 1\n   \n\t\n\f\nb = 2")
attempt("if 1:\n    a = 1\n\n  # odd comment\n\n    b = 2\n")
attempt("\fa = 1\n\f  # c\nb = 2")
attempt("if 1:\n\f  a = 1\n\f  b = 2\n")

# Indentation
attempt("if 1:\n  a = 1\n  if 2:\n        b = 2\n  c = 3\n")
attempt("if 1:\n\ta = 1\n\tb = 2\n")
attempt("if 1:\n        a = 1\n\tb = 2\n")
attempt("if 1:\n\ta = 1\n        b = 2\n")
attempt("if 1:\n  a = 1\n\tb = 2\n")
attempt("  a = 1")
attempt("a = 1\n  b = 2")
attempt("if 1:\na = 1")
attempt("if 1:\n    a = 1\n  b = 2\n")
attempt("if 1:\n    a = 1\n      b = 2\n")
attempt("def f():\n")
attempt("def f():\nreturn 1")
attempt("class C:\npass")
attempt("for x in ():\npass")
attempt("while 0:\npass")
attempt("try:\npass")
attempt("try:\n  pass\nexcept:\npass")
attempt("try:\n  pass\nfinally:\npass")
attempt("with a:\npass")
attempt("match 1:\ncase 1: pass")
attempt("match 1:\n  case 1:\n  pass")
attempt("if 1:\n  pass\nelse:\npass")
attempt("if 1:\n  pass\nelif 2:\npass")
attempt("for x in ():\n  pass\nelse:\npass")

# Whitespace between tokens
attempt("a=1;b=2;c  =\t3")
attempt("a = 1if 1else 2")
attempt("a = [1for x in(1,2)]")
attempt("a = 1; b = 2;")
attempt("a = 1;; b = 2")
attempt("; a = 1")
attempt("a = b b")
attempt("if 1: a = 1; b = 2")
attempt("if 1: if 2: a = 1")

# perm: an indented program of the reference
def perm(l):
        # Compute the list of all permutations of l
    if len(l) <= 1:
                  return [l]
    r = []
    for i in range(len(l)):
             s = l[:i] + l[i+1:]
             p = perm(s)
             for x in p:
              r.append(l[i:i+1] + x)
    return r
print(perm([1, 2, 3]))

month_names = ['Januari', 'Februari', 'Maart',      # These are the
               'April',   'Mei',      'Juni',       # Dutch names
               'Juli',    'Augustus', 'September',  # for the months
               'Oktober', 'November', 'December']   # of the year
print(len(month_names), month_names[-1])

# Encoding declarations in bytes
def decoded(source):
    try:
        names = {}
        exec(compile(source, "<bytes>", "exec"), names)
        print(ascii(names.get("a")))
    except (SyntaxError, ValueError) as e:
        print(type(e).__name__, e.msg if isinstance(e, SyntaxError) else e)
decoded(b"a = '\xc3\xa9'\n")
decoded(b"# -*- coding: latin-1 -*-\na = '\xe9'\n")
decoded(b"# vim:fileencoding=latin-1\na = '\xe9'\n")
decoded(b"#!/usr/bin/python\n# coding=iso-8859-1\na = '\xe9'\n")
decoded(b"\n\n# coding: latin-1\na = 'x'\n")
decoded(b"\xef\xbb\xbfa = '\xc3\xa9'\n")
decoded(b"\xef\xbb\xbf# coding: utf-8\na = '\xc3\xa9'\n")
decoded(b"# coding: ascii\na = 'x'\n")
decoded(b"# coding: nonsense\na = 'x'\n")
decoded(b"# coding: utf-8\na = 'ok'\n")
