# The native profiler, the module cProfile on top of it, and its command.
import _lsprof
import cProfile
import io
import os
import pstats
import re
import subprocess
import sys
import tempfile


class Clock:
    """Each look at it takes one tick."""

    def __init__(self, tick=1):
        self.now, self.tick = 0, tick

    def __call__(self):
        self.now += self.tick
        return self.now


def name(code):
    if not isinstance(code, str):
        return code.co_name
    return re.sub(" at 0x.*>", ">", code)


def show(profiler):
    for entry in sorted(profiler.getstats(), key=lambda e: name(e.code)):
        calls = entry.calls and sorted((name(c.code), *c[1:]) for c in entry.calls)
        print(name(entry.code), *entry[1:5], calls)
    print()


def f(x):
    return g(x) if x else len([])


def g(x):
    return f(x - 1)


def numbers():
    yield 1
    yield 2


class C:
    def __init__(self):
        pass

    def method(self):
        return "a".upper()

    @classmethod
    def of_class(cls):
        return 1

    @property
    def attribute(self):
        return abs(-1)

    def __len__(self):
        return 3


def fails():
    try:
        int("x")
    except ValueError:
        pass
    "".index("x")


def program():
    f(3)
    list(numbers())
    C().method(), C.of_class(), C().attribute, len(C())
    [].append(1), list.append([], 1), len(*([1],)), max([1], default=2)
    sorted([2, 1], key=lambda v: v)
    try:
        fails()
    except ValueError:
        pass
    it = numbers()
    next(it)
    try:
        it.throw(ValueError)
    except ValueError:
        pass
    bytes.fromhex("00"), dict.fromkeys("a"), object.__new__(C)

    class Local:
        pass
    for _ in map(len, ["a"]):
        pass


for arguments in {}, {"timeunit": 0.5}:
    profiler = _lsprof.Profiler(Clock(), **arguments)
    profiler.enable()
    program()
    profiler.disable()
    show(profiler)
    profiler.clear()
    show(profiler)

for subcalls, builtins in (False, True), (True, False), (False, False):
    profiler = _lsprof.Profiler(Clock())
    profiler.enable(subcalls, builtins)
    f(2)
    profiler.disable()
    print(subcalls, builtins)
    show(profiler)

print("a frame that was there before, and calls that have not returned")
profiler = _lsprof.Profiler(Clock())


def stops():
    profiler.disable()


def starts():
    profiler.enable()
    len([])


starts()
stops()
show(profiler)

print("timers")
sys.unraisablehook = lambda u: print("unraisable:", type(u.exc_value).__name__, u.exc_value)


def stop_in_timer():
    profiler.disable()
    return 0


def clear_in_timer():
    profiler.clear()
    return 0


for timer, unit in (Clock(1.5), 0.0), (Clock(1.5), 1.0), (Clock(2**64), 2.0), (lambda: 1 / 0, 0.0), (stop_in_timer, 0.0), (clear_in_timer, 0.0):
    profiler = _lsprof.Profiler(timer, unit)
    profiler.enable()
    f(0)
    profiler.disable()
    show(profiler)

first, second = cProfile.Profile(), cProfile.Profile()
with first as same:
    print(first is same, sys.monitoring.get_tool(sys.monitoring.PROFILER_ID))
    try:
        second.enable()
    except ValueError as e:
        print(e)
print(sys.monitoring.get_tool(sys.monitoring.PROFILER_ID))
for text in "Profiler(1, 2, 3, 4, 5)", "Profiler(timeunit='x')", "Profiler(other=1)", "profiler_entry((1,))":
    try:
        print(eval("_lsprof." + text))
    except TypeError as e:
        print(text, e)
print(_lsprof.profiler_entry((1, 2, 3, 4, 5, 6)), _lsprof.profiler_subentry.__match_args__)

print("cProfile")
print(cProfile.__all__, cProfile.label("x"), cProfile.label(f.__code__)[2])
profiler = cProfile.Profile(Clock(), 0.25)
print(profiler.runcall(lambda a, b=1: (a, b), 3, b=4), profiler.run("f(1)") is profiler)
out = io.StringIO()
profiler.create_stats()
stats = pstats.Stats(profiler, stream=out).strip_dirs().sort_stats("stdname")
stats.print_stats().print_callers().print_callees()
print(out.getvalue())
print(re.sub(r"\d\.\d{3}", "T", "\n".join(out.getvalue().splitlines()[:1])))


def calls_only(text):
    """The statistics without the times, in an order of their own."""
    head, *rest = re.split(r"(?m)^ +ncalls.*$", text)
    print(re.sub(r"in \d+\.\d+ seconds", "in T seconds", head).strip())
    for line in sorted(re.sub(r"\d+\.\d{3}", "T", line) for line in "".join(rest).splitlines() if line):
        print(line)


sys.stdout, out = io.StringIO(), sys.stdout
cProfile.run("f(2)", sort="name")
cProfile.runctx("import sys; sys.exit(x)", {"x": 2}, {}, sort=("calls", "name"))
sys.stdout, text = out, sys.stdout.getvalue()
for part in text.split("\n\n\n"):
    calls_only(part)


def command(*arguments):
    done = subprocess.run([sys.executable, "-m", "cProfile", *arguments], capture_output=True, text=True)
    print(done.returncode, done.stderr.strip().splitlines()[-1:])
    return done.stdout


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    os.mkdir("deep")
    with open("deep/script.py", "w") as file:
        file.write(
            "import sys, __main__\nprint(__name__, __file__, __spec__, sys.argv, sys.path[0])\n"
            "print(__main__.__dict__ is globals())\ndef f(): return abs(-1)\nf()\nimport os; os.chdir('deep')\n"
        )
    with open("module.py", "w") as file:
        file.write("import sys\nprint(__name__, sys.argv[1:])\nsys.exit(3)\n")
    with open("bad.py", "w") as file:
        file.write("1 / 0\n")
    text = command("-s", "calls", "deep/script.py", "-o", "x")
    print(*text.splitlines()[:2], sep="\n")
    calls_only("\n".join(text.splitlines()[2:]))
    print(command("-o", "out.prof", "deep/script.py").splitlines()[0])
    print(os.listdir("deep"), sorted(k[2] for k in pstats.Stats("out.prof").stats))
    print(command("-m", "module", "-x").splitlines()[0])
    calls_only(command("-s", "cumtime", "bad.py"))
    command("-s", "nothing", "bad.py")
    command("none.py")
    print(command("-h"))
    print(command())
