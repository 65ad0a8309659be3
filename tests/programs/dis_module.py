"""dis: what holds of any instruction set."""
import dis
import inspect
import io
import modulefinder
import os
import sys
import tempfile

LIMIT = 10


def walk(items, /, more=(), *rest, key=None):
    total = 0
    try:
        for x in items:
            if x > LIMIT:
                continue
            total += len(str(x)) + 1.5
    except ValueError as e:
        print(e)
    return lambda: total


def check(code):
    found = list(dis.get_instructions(code))
    offsets = {i.offset for i in found}
    ends = [i.end_offset for i in found]
    print(code.co_name, len(found) > 1, ends[-1] == len(code.co_code), [i.offset for i in found][1:] == ends[:-1])
    print(all(dis.opname[i.opcode] == i.opname and dis.opmap[i.opname] == i.opcode for i in found))
    targets = {i.jump_target for i in found if i.jump_target is not None}
    print(targets <= offsets, sorted(targets) == sorted(dis.findlabels(code.co_code) if CPYTHON else dis.findlabels(code)))
    print(targets <= {i.offset for i in found if i.is_jump_target})
    print({line for _, line in dis.findlinestarts(code) if line} >= {i.line_number for i in found if i.line_number})
    print(all(i.positions.lineno == i.line_number for i in found if i.starts_line and i.positions.lineno))
    print(all(i.baseopname == i.opname for i in found))


CPYTHON = "LOAD_FAST" in dis.opmap
check(walk.__code__)
check(check.__code__)
names = {i.argval for i in dis.get_instructions(walk)}
print([n in names for n in ("LIMIT", "len", "str", "ValueError", "print", 1.5, "nothing")])
for i in range(3000):
    walk([1, 2, 3])
print([i.offset for i in dis.get_instructions(walk, adaptive=True)] == [i.offset for i in dis.get_instructions(walk)])
print(any(i.baseopname != i.opname for i in dis.get_instructions(walk, adaptive=True)))
print(inspect.getclosurevars(walk) == ({}, {"LIMIT": LIMIT}, {n: __builtins__.__dict__[n] for n in ("ValueError", "len", "print", "str")}, set()))
print(dis.Bytecode("x").info().splitlines()[:2], repr(dis.Bytecode("x + 1")))
lines = dis.code_info(walk).splitlines()
print([l for l in lines if "tack size" not in l and "filename" not in l.lower()][:7])
print(dis.pretty_flags(3), dis.pretty_flags(0), dis.pretty_flags(0x10000000 | 0x20))
for what in 1, object(), None.__class__, "1 +":
    try:
        dis.dis(what, file=io.StringIO())
        print("shown")
    except (TypeError, SyntaxError) as e:
        print(type(e).__name__, e)
try:
    dis.dis()
except RuntimeError as e:
    print(e)


def shown(what, **options):
    out = io.StringIO()
    dis.dis(what, file=out, **options)
    return out.getvalue()


text = shown(walk)
print(text.count("Disassembly of <code object <lambda>"), "ExceptionTable:" in text, shown(walk, depth=0).count("Disassembly"))
print(text.count("L1:") >= 1, "-->" in text, shown("a\n\nb\n").count("\n\n"))


class C:
    @staticmethod
    def s(): return 1

    @classmethod
    def c(cls): return 2

    def m(self): return 3

    class D:
        def n(self): return 4


print([l for l in shown(C).splitlines() if l.startswith("Disassembly")])
try:
    walk(3)
except TypeError as e:
    out = io.StringIO()
    dis.distb(e.__traceback__, file=out)
    arrows = [l for l in out.getvalue().splitlines() if "-->" in l]
    code = dis.Bytecode.from_traceback(e.__traceback__)
    print(bool(arrows), code.codeobj.co_name, any(i.offset <= code.current_offset < i.end_offset for i in code), "-->" in code.dis())
    place = next(i for i in code if i.offset <= code.current_offset < i.end_offset)
    print(place.line_number - walk.__code__.co_firstlineno, place.positions.col_offset)
with tempfile.TemporaryDirectory() as folder:
    for name, source in ("one", "import two.three as x, four\nfrom two import three, absent"), ("four", "from two import *\nv = 1"):
        with open(os.path.join(folder, name + ".py"), "w") as f:
            f.write(source)
    os.mkdir(os.path.join(folder, "two"))
    for name, source in ("__init__", "def f(): from .three import z"), ("three", "import nowhere"):
        with open(os.path.join(folder, "two", name + ".py"), "w") as f:
            f.write(source)
    finder = modulefinder.ModuleFinder([folder])
    finder.run_script(os.path.join(folder, "one.py"))
    print(sorted(finder.modules), sorted(finder.badmodules), sorted(finder.modules["four"].globalnames))
    for name in list(sys.path_importer_cache):
        if name.startswith(folder):
            del sys.path_importer_cache[name]
bare = walk.__code__.replace(co_linetable=b"")
print(list(bare.co_lines()), list(dis.findlinestarts(bare)))
