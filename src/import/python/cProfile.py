"""Profiling with the native profiler of '_lsprof', behind the interface of the 'profile' module."""
import _lsprof

__all__ = ["run", "runctx", "Profile"]


def run(statement, filename=None, sort=-1):
    """Profile the execution of a statement in the namespace of __main__.

    The statistics go to the file named, or are printed, sorted as 'sort' says,
    where no file is named.
    """
    import __main__
    _profiled(statement, __main__.__dict__, __main__.__dict__, filename, sort)


def runctx(statement, globals, locals, filename=None, sort=-1):
    """Profile the execution of a statement in the namespaces given.

    'filename' and 'sort' are those of run().
    """
    _profiled(statement, globals, locals, filename, sort)


def _profiled(statement, globals, locals, filename, sort):
    profiler = Profile()
    try:
        profiler.runctx(statement, globals, locals)
    except SystemExit:
        pass
    finally:
        if filename is None:
            profiler.print_stats(sort)
        else:
            profiler.dump_stats(filename)


class Profile(_lsprof.Profiler):
    """Profile(timer=None, timeunit=0.0, subcalls=True, builtins=True)

    A profiler that takes the time from 'timer', a function, or else from a fast
    clock. 'timeunit' is the length in seconds of what the timer counts, where it
    counts in ints.
    """

    def print_stats(self, sort=-1):
        import pstats
        keys = sort if isinstance(sort, tuple) else (sort,)
        pstats.Stats(self).strip_dirs().sort_stats(*keys).print_stats()

    def dump_stats(self, file):
        import marshal
        with open(file, "wb") as out:
            self.create_stats()
            marshal.dump(self.stats, out)

    def create_stats(self):
        self.disable()
        self.snapshot_stats()

    def snapshot_stats(self):
        entries = self.getstats()
        callers = {}
        for entry in entries:
            caller = label(entry.code)
            for call in entry.calls or ():
                into = callers.setdefault(label(call.code), {})
                into[caller] = _sum(into.get(caller), _numbers(call, False))
        self.stats = {}
        for entry in entries:
            function = label(entry.code)
            into = callers.setdefault(function, {})
            numbers = _numbers(entry, True)
            if function in self.stats:
                numbers = _sum(self.stats[function][:4], numbers)
            self.stats[function] = *numbers, into

    def run(self, cmd):
        import __main__
        return self.runctx(cmd, __main__.__dict__, __main__.__dict__)

    def runctx(self, cmd, globals, locals):
        self.enable()
        try:
            exec(cmd, globals, locals)
        finally:
            self.disable()
        return self

    def runcall(self, func, /, *args, **kw):
        self.enable()
        try:
            return func(*args, **kw)
        finally:
            self.disable()

    def __enter__(self):
        self.enable()
        return self

    def __exit__(self, *exc_info):
        self.disable()


def _numbers(entry, primitive_first):
    """Numbers of calls and times as pstats has them: in the table of callers the number of all calls comes first."""
    primitive = entry.callcount - entry.reccallcount
    calls = (primitive, entry.callcount) if primitive_first else (entry.callcount, primitive)
    return *calls, entry.inlinetime, entry.totaltime


def _sum(before, numbers):
    if before is None:
        return numbers
    return tuple(a + b for a, b in zip(before, numbers))


def label(code):
    """The key of a function in the statistics: file, line and name. Native functions have their name alone."""
    if isinstance(code, str):
        return "~", 0, code
    return code.co_filename, code.co_firstlineno, code.co_name


def main():
    import os
    import pstats
    import sys
    from optparse import OptionParser

    usage = "cProfile.py [-o output_file_path] [-s sort] [-m module | scriptfile] [arg] ..."
    sort_keys = sorted(pstats.Stats.sort_arg_dict_default)
    parser = OptionParser(usage=usage)
    # Options behind the script are the script's.
    parser.disable_interspersed_args()
    parser.add_option("-o", "--outfile", dest="outfile", default=None, help="Save stats to <outfile>")
    parser.add_option("-s", "--sort", dest="sort", type="choice", default=2, choices=sort_keys,
                      help="Sort order when printing to stdout, based on pstats.Stats class")
    parser.add_option("-m", dest="module", action="store_true", default=False, help="Profile a library module")
    arguments = sys.argv[1:]
    if not arguments:
        parser.print_usage()
        sys.exit(2)
    options, program = parser.parse_args(arguments)
    if not program:
        parser.error("there is no module or script to run")
    # The program may go to another folder.
    outfile = options.outfile and os.path.abspath(options.outfile)
    sys.argv[:] = program
    if options.module:
        import runpy
        statement = "run_module(modname, run_name='__main__')"
        namespace = {"run_module": runpy.run_module, "modname": program[0]}
    else:
        statement, namespace = _script(program[0])
    try:
        runctx(statement, namespace, None, outfile, options.sort)
    except BrokenPipeError as error:
        # Nobody reads on: there must not be another try when the program ends.
        sys.stdout = None
        sys.exit(error.errno)


def _script(path):
    """The code of a script, and the namespace of the module __main__ made for it."""
    import builtins
    import io
    import os
    import sys
    from types import ModuleType

    sys.path.insert(0, os.path.dirname(path))
    with io.open_code(path) as file:
        code = compile(file.read(), path, "exec")
    module = ModuleType("__main__")
    vars(module).update(__file__=path, __cached__=None, __builtins__=builtins)
    sys.modules["__main__"] = module
    return code, vars(module)


if __name__ == "__main__":
    main()
