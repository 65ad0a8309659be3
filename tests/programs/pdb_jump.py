# Lines and jumps in a session of pdb.
import io
import os
import pdb


def work(values):
    total = 0
    for v in values:
        if v == 2:
            continue
        try:
            total += v
        except TypeError:
            pass
        finally:
            done = True
    total *= 10
    return total


def counts():
    received = yield 1
    yield received
    return 7


def loop():
    for x in counts():
        pass
    return x


def session(function, *commands, arguments=()):
    out = io.StringIO()
    debugger = pdb.Pdb(stdin=io.StringIO("\n".join(commands) + "\n"), stdout=out, nosigint=True, readrc=False)
    debugger.use_rawinput = False
    debugger.prompt = "(Pdb) "
    result = debugger.runcall(function, *arguments)
    print(out.getvalue().replace(os.path.abspath(__file__), "FILE").replace(__file__, "FILE"))
    print("result:", result)


first = work.__code__.co_firstlineno
session(work, "next", "next", "next", f"jump {first + 11}", "p total", "next", "next", "next", "continue", arguments=([1, 2, 3],))
session(work, "next", f"jump {first + 4}", f"jump {first + 100}", "jump x", "jump 1", "continue", arguments=([1, 2, 3],))
session(work, *["next"] * 9, f"jump {first + 1}", *["next"] * 5, "continue", arguments=([1, 2],))
session(work, f"until {first + 10}", "p v, total", "return", "continue", arguments=([4, 2],))
session(work, "step", "step", "step", f"break {first + 4}", "continue", "clear 1", "continue", arguments=([4, 2],))
session(loop, "step", "step", "step", "step", "step", "step", "next", "next", "next", "next", "continue")
