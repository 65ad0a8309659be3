# `from __future__ import annotations` holds for what the code compiles, unless it is told not to.
from __future__ import annotations
import __future__

text = "def f(x: undefined): pass\nprint(f.__annotations__)"
exec(text)
exec(compile(text, "<a>", "exec"))
try:
    exec(compile(text, "<b>", "exec", 0, True))
except NameError as e:
    print(e)
exec(compile(text, "<c>", "exec", __future__.annotations.compiler_flag, True))
print(eval("(lambda: 1).__code__.co_flags") & __future__.annotations.compiler_flag != 0)
