# Jumps of trace functions: assignments to f_lineno, from each line of some functions to each other.
import sys
import warnings


class CM:
    def __init__(self, n, log): self.n, self.log = n, log
    def __enter__(self): self.log.append('+' + self.n)
    def __exit__(self, *a): self.log.append('-' + self.n + (a[0].__name__ if a[0] else ''))
def loops(o):
    o.append(1)
    for i in [10, 20]:
        o.append(i)
        for j in range(2):
            o.append(j)
        o.append('x')
    k = 2
    while k:
        k -= 1
        o.append(k)
    for z in (5, 6):
        o.append(z)
    o.append('end')
def tries(o):
    o.append(1)
    try:
        o.append(2)
        1 / 0
    except KeyError:
        o.append('k')
    except ZeroDivisionError as e:
        o.append(type(e).__name__)
        o.append(str(sys.exception()))
    else:
        o.append('else')
    finally:
        o.append('f')
    o.append(str(sys.exception()))
def withs(o):
    o.append(1)
    with CM('a', o):
        o.append(2)
        with CM('b', o) as x:
            o.append(3)
        o.append(4)
    with CM('c', o):
        o.append(5)
        for i in 'pq':
            o.append(i)
    o.append(6)
def nested(o):
    for a in 'ab':
        try:
            with CM(a, o):
                o.append(1)
                if a == 'a':
                    continue
                o.append(2)
        finally:
            o.append(3)
    try:
        raise ValueError('v')
    except ValueError:
        try:
            raise KeyError('k')
        except KeyError:
            o.append(repr(sys.exception()))
        o.append(repr(sys.exception()))
    o.append(repr(sys.exception()))
def gen(o):
    yield 1
    for i in range(3):
        x = yield i
        o.append(x)
    yield from [7, 8]
def drive(o):
    for v in gen(o): o.append(v)
def run(call, f, frm, to):
    o = []
    done = []
    first = f.__code__.co_firstlineno
    count = 0
    def tr(fr, ev, arg):
        nonlocal count
        if fr.f_code is f.__code__:
            count += 1
            if count > 200: raise OverflowError
            if ev == 'line' and fr.f_lineno == first + frm and not done:
                done.append(1)
                try:
                    fr.f_lineno = first + to
                    o.append('J')
                except ValueError as e:
                    o.append(str(e))
        return tr
    sys.settrace(tr)
    try: r = call(o)
    except BaseException as e: r = repr(e)
    sys.settrace(None)
    print(f.__name__, frm, to, *o, '' if r is None else r)
warnings.simplefilter('ignore')
apart = {(globals()[name], a, b) for name, a, b in (
    ('loops', 5, 2), ('loops', 5, 11), ('tries', 5, 12), ('tries', 5, 13), ('tries', 7, 12), ('tries', 7, 13),
    ('tries', 8, 5), ('tries', 8, 7), ('tries', 9, 5), ('tries', 9, 7), ('nested', 4, 1), ('nested', 5, 1),
    ('nested', 6, 1), ('nested', 7, 1), ('nested', 12, 16), ('nested', 13, 12), ('nested', 14, 12),
    ('nested', 15, 12), ('nested', 16, 12), ('nested', 16, 15), ('nested', 17, 12),
)}
for call, f, n in [(loops, loops, 14), (tries, tries, 14), (withs, withs, 12), (nested, nested, 19), (drive, gen, 5)]:
    for a in range(1, n + 1):
        for b in range(1, n + 1):
            # What CPython does there depends on the order of its instructions.
            if (f, a, b) not in apart:
                run(call, f, a, b)


print("events, variables and errors")


def plain(to):
    a = 1
    b = 2
    c = 3
    for i in range(2):
        d = i
    for j in [1, 2]:
        e = j
    return locals()


def told(frm, to):
    log, done = [], []
    first = plain.__code__.co_firstlineno
    warnings.simplefilter("always")
    warnings.showwarning = lambda m, c, *rest: log.append((c.__name__, str(m)))

    def tr(fr, ev, arg):
        if fr.f_code is not plain.__code__:
            return
        line = fr.f_lineno - first
        log.append(f"{ev} {line}")
        if line == frm and ev == "line" and not done:
            done.append(1)
            try:
                fr.f_lineno = first + to
                log.append(("now", fr.f_lineno - first, sorted(fr.f_locals)))
            except ValueError as e:
                log.append(str(e))
        return tr
    sys.settrace(tr)
    r = plain(to)
    sys.settrace(None)
    print(frm, to, log, r)


for a, b in (1, 3), (3, 1), (2, 2), (5, 7), (5, 4), (7, 5), (8, 1), (1, 8), (5, 6), (7, 6), (6, 5), (4, 6), (2, 4), (1, 9), (1, -1):
    told(a, b)


def attempt(frame, line, why):
    try:
        frame.f_lineno = line
        print(why, "ok")
    except Exception as e:
        print(why, type(e).__name__, e)


def small():
    a = 1
    try:
        1 / 0
    except ZeroDivisionError:
        pass
    return a


def pair():
    yield 1
    yield 2


seen = set()


def tr(fr, ev, arg):
    if fr.f_code in (small.__code__, pair.__code__):
        first = fr.f_code.co_firstlineno
        place = (fr.f_code.co_name, ev, (fr.f_lineno or first) - first)
        if place not in seen:
            seen.add(place)
            for line in first + 1000, -5, True, "x", 2**70:
                try:
                    fr.f_lineno = line
                except Exception as e:
                    print(place, type(e).__name__, str(e).replace(str(first + 1000), "N"))
        return tr


sys.settrace(tr)
small()
it = pair()
next(it)
try:
    it.throw(KeyError)
except KeyError:
    pass
it = pair()
next(it)
next(it)
sys.settrace(None)
attempt(sys._getframe(), 3, "untraced")
attempt(sys._getframe(), "x", "untraced")
attempt(it.gi_frame, 3, "suspended")
try:
    del sys._getframe().f_lineno
except AttributeError as e:
    print(e)
sys.setprofile(lambda fr, ev, arg: attempt(fr, fr.f_lineno, ev) if fr.f_code is small.__code__ else None)
small()
sys.setprofile(None)

print("references")


class Thing:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone", self.name)

    def __enter__(self):
        return self

    def __exit__(self, *rest):
        print("exit", self.name)

    def __iter__(self):
        yield 1
        yield 2


def holds(o):
    with Thing("with"):
        for x in Thing("for"):
            o.append(x)
            o.append(0)
    y = Thing("variable")
    o.append(2)


run(holds, holds, 4, 6)
run(holds, holds, 4, 1)
run(holds, holds, 4, 5)
run(holds, holds, 6, 1)
