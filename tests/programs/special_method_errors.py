# What is left of an instruction when its special method has returned may fail in code of the program: the exception is the caller's.
class BadBool:
    def __bool__(self):
        raise ValueError("bool")
class Holds:
    def __contains__(self, x):
        return BadBool()
class Silent:
    def __lt__(self, other):
        return NotImplemented
    def __gt__(self, other):
        raise KeyError("reflected")
    def __add__(self, other):
        return NotImplemented
    def __eq__(self, other):
        return BadBool()
class Right:
    def __radd__(self, other):
        raise KeyError("radd")
def caught(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
for f in (
    lambda: 1 in Holds(), lambda: 1 not in Holds(), lambda: 1 if 1 in Holds() else 2, lambda: Silent() < Silent(),
    lambda: 1 if Silent() < Silent() else 2, lambda: Silent() + Right(), lambda: 1 if Silent() == 1 else 2, lambda: not BadBool(),
    lambda: Silent() + 1, lambda: [x for x in (1, 2) if x in Holds()],
):
    caught(f)
try:
    print(1 in Holds())
except ValueError as e:
    print("caught", e)
class Init:
    def __init__(self):
        return BadBool()
caught(Init)
