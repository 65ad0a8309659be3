"""Runs a program many times in one process and compares the number of live objects after the tenth and after the last round.

    driver.py ROUNDS PROGRAM [ARGUMENT ...]

Each round gets a module `__main__` of its own, its output goes to a sink, and the modules that it imports are forgotten after it.
The last line tells the two numbers; the status is 0 when they are equal. With `-X soak_types` the live objects of each type are on
stderr at both points.
"""
import _contextvars
import _warnings
import atexit
import encodings
import gc
import os
import sys
import weakref

# What modules register stays registered, as in CPython, each time that they are imported anew: `encodings` a search function and `weakref`
# what is done at the end, so these two are not forgotten; others register hooks for children of the process and for the end. Audit hooks stay too.
os.register_at_fork = lambda **hooks: None
sys.addaudithook = lambda hook: None
atexit.register = lambda function, *args, **kwargs: function

# The interpreter keeps these once they were made; which of them a program makes may be random.
CHARACTERS = [chr(i) for i in range(256)]

FIRST = 10


class Sink:
    """A text stream that keeps nothing."""
    name = "<sink>"
    mode = "w"
    encoding = "utf-8"
    errors = "strict"
    closed = False

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        return len(text)

    def flush(self):
        pass

    def isatty(self):
        return False

    def fileno(self):
        return 1


def one_round(code, path, argv, keep):
    module = type(sys)("__main__")
    module.__file__ = path
    module.__builtins__ = __builtins__
    sys.modules["__main__"] = module
    sys.argv = [path] + argv
    sys.path[:] = keep["path"]
    try:
        exec(code, module.__dict__)
    except SystemExit:
        pass
    finally:
        sys.stdout, sys.stderr = keep["stdout"], keep["stderr"]
        sys.excepthook, sys.unraisablehook = sys.__excepthook__, sys.__unraisablehook__
        sys.displayhook = sys.__displayhook__
        sys.setrecursionlimit(keep["limit"])
        gc.enable()
        gc.set_threshold(*keep["threshold"])
        gc.callbacks.clear()
        _warnings.filters[:] = keep["filters"]
        for name in list(sys.modules):
            if name not in keep["modules"]:
                del sys.modules[name]
        sys.modules["__main__"] = keep["main"]


def live(stderr, types):
    gc.collect()
    gc.collect()
    sys._clear_internal_caches()
    if types:
        sys.stderr = stderr
        sys._debugmallocstats()
        print("--", file=stderr, flush=True)
    return sys.getallocatedblocks()


def main():
    rounds, path, argv = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    types = keep = code = first = last = None
    with open(path, "rb") as file:
        code = compile(file.read(), path, "exec", dont_inherit=True)
    types = "soak_types" in sys._xoptions
    stdout, stderr = sys.stdout, sys.stderr
    sink = Sink()
    folder = path.rpartition("/")[0] or "."
    keep = {
        "path": [folder] + sys.path[1:],
        "stdout": sink,
        "stderr": sink,
        "limit": sys.getrecursionlimit(),
        "threshold": gc.get_threshold(),
        "filters": list(_warnings.filters),
        "modules": set(sys.modules),
        "main": sys.modules["__main__"],
    }
    sys.stdout = sys.stderr = sink
    try:
        for i in range(1, rounds + 1):
            # What a round binds in the running context goes with it, as decimal's contexts.
            _contextvars.copy_context().run(one_round, code, path, argv, keep)
            # What a round leaves in cycles is not collected in the middle of the next one, where a warning about it would leave a trace.
            gc.collect()
            # Twice, so that code which outlives the classes of a round meets those of the next with nothing else in between.
            if i in (FIRST - 1, FIRST):
                first = live(stderr, types)
        last = live(stderr, types)
    finally:
        sys.stdout, sys.stderr = stdout, stderr
    print(first, last)
    sys.exit(first != last)


main()
