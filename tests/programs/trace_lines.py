# The lines that a trace function hears of.
import sys
class CM:
    def __enter__(self): return self
    def __exit__(self, *a): return a[0] is KeyError
class ACM:
    async def __aenter__(self): return self
    async def __aexit__(self, *a): return False
async def agen(n):
    for i in range(n):
        yield i
def deco(f):
    return f
def breaks():
    for i in range(3):
        if i == 1:
            continue
        if i == 2:
            break
    else:
        i = 9
    while True:
        i += 1
        if i > 4:
            break
        else:
            pass
    while i:
        if i:
            break
        continue
    for j in [1, 2]:
        pass
    for j in []:
        break
    else:
        pass
def constants():
    if 0:
        x = 1
    if 1:
        pass
    else:
        x = 2
    while 0:
        x = 3
    x = 4
    x
    "text"
    ...
    None
    if not x:
        return
    elif x is None:
        return 1
    assert x
    if x:
        pass
    if x and \
       not x or \
       x:
        y = (x
             if x
             else 0)
    del y
    return (
        x,
        5
    )
def tries(a):
    try:
        if a == 0:
            return a
        if a == 1:
            1 / 0
        if a == 2:
            {}['k']
        if a == 3:
            raise ValueError(
                a)
    except ZeroDivisionError:
        pass
    except (KeyError,
            TypeError) as e:
        a = e
    except:
        a = 1
        raise
    else:
        a = 7
    finally:
        a = 8
        if a:
            pass
    try:
        pass
    finally:
        pass
def loops_with(a):
    for i in range(4):
        try:
            if i == 0:
                continue
            if i == 2:
                break
        finally:
            a = i
    for i in range(2):
        with CM():
            if i:
                continue
    for i in range(2):
        with CM() as x, \
             CM() as y:
            raise KeyError
    with CM():
        pass
    with (
        CM() as x,
        CM()
    ):
        return 5
def returns_finally():
    try:
        return 1
    finally:
        x = 1
def returns_value():
    x = 0
    try:
        return x + 1
    finally:
        x = 1
def nothing():
    pass
def doc():
    """text"""
def oneline(): return 1
def matches(v):
    match v:
        case 1:
            r = 'one'
        case [a, b] if a > b:
            r = a
        case [a, *_]:
            r = a
        case {'k': k}:
            r = k
        case str() | bytes():
            pass
        case _:
            r = 0
    return v
def calls():
    x = max(
        1,
        2,
    )
    y = [1, 2]
    z = {
        'a': 1,
        'b': x,
    }
    w = lambda: (
        z)
    w()
    return x
def classes():
    @deco
    @deco
    class C:
        """doc"""
        a = 1
        b: int = 2
        def f(self):
            pass
        @property
        def g(self): return 1
    class D(C):
        pass
    @deco
    def f(
        a,
    ):
        return a
    f(1)
    return C().g
def groups():
    try:
        raise ExceptionGroup('g', [ValueError(1), KeyError(2)])
    except* ValueError as e:
        x = 1
    except* KeyError:
        pass
    try:
        x = 2
    except* ValueError:
        x = 3
def nested_fn():
    x = 1
    def inner():
        nonlocal x
        x = 2
        global GG
        GG = 1
        import os
        from os import path
    inner()
    x += 1
    a = b = x
    c, d = a, b
    for e in [1, 2]: pass
    return
def gens():
    def g():
        x = yield 1
        y = yield from [1, 2]
        try:
            yield
        except ValueError:
            yield 3
        return 4
    it = g()
    next(it)
    it.send(1)
    next(it)
    next(it)
    it.throw(ValueError)
    try:
        next(it)
    except StopIteration:
        pass
    for q in g():
        pass
async def asyncs():
    async for i in agen(2):
        pass
    async for i in agen(2):
        if i:
            break
    else:
        i = 2
    async with ACM() as x:
        y = 1
    async with ACM():
        return 5
def run(f, *args):
    first = f.__code__.co_firstlineno
    name = f.__code__.co_filename
    events = []
    def tr(fr, ev, arg):
        if fr.f_code.co_filename != name: return
        if fr.f_code.co_name in ('__enter__', '__exit__', '__aenter__', '__aexit__', 'agen', 'deco'): return
        if fr.f_code.co_name == 'driver': return
        events.append(f"{ev[0]}{fr.f_lineno - first}")
        return tr
    sys.settrace(tr)
    try:
        r = f(*args)
        if hasattr(r, 'send'):
            try: r.send(None)
            except StopIteration: pass
    except Exception as e:
        events.append(type(e).__name__)
    sys.settrace(None)
    print(f.__name__, *args, ':', *events)
for f in breaks, constants, returns_finally, returns_value, nothing, doc, oneline, calls, classes, groups, nested_fn, gens, asyncs:
    run(f)
for a in range(5): run(tries, a)
run(loops_with, 0)
for v in 1, [2, 1], [1, 2], {'k': 1}, 'a', 2.5: run(matches, v)
def module(text):
    exec(compile(text, __file__, "exec"), {})
source = """

x = 1
def f():
    pass

if x: pass

for i in []: pass
class C: pass
"""
for text in source, "", "pass", "'doc'", "'doc'\n", "x = 1\n\n\n", "#\n":
    events = []
    def tr(fr, ev, arg):
        if fr.f_code.co_name != "module" and fr.f_code.co_filename == __file__:
            events.append((ev, fr.f_lineno))
            return tr
    sys.settrace(tr)
    module(text)
    sys.settrace(None)
    print(repr(text), *events)

print("the place in the table of lines")
def places(f):
    def tr(fr, ev, arg):
        if fr.f_code is f.__code__:
            rows = [line for start, end, line in fr.f_code.co_lines() if start <= fr.f_lasti < end]
            if rows != [fr.f_lineno]:
                print(f.__name__, ev, fr.f_lineno, rows)
        return tr
    sys.settrace(tr)
    try:
        f()
    finally:
        sys.settrace(None)
for f in breaks, constants, returns_finally, returns_value, nothing, doc, oneline, calls, classes, groups, nested_fn, gens:
    places(f)

print("lines of frames that an exception has left")
def left(f):
    try:
        f()
    except Exception as e:
        tb = e.__traceback__.tb_next
        print(f.__name__, tb.tb_lineno - f.__code__.co_firstlineno, tb.tb_frame.f_lineno - f.__code__.co_firstlineno)
def in_finally():
    try:
        1 / 0
    finally:
        x = 1
        y = 2
def in_except():
    try:
        1 / 0
    except KeyError as e:
        x = 1
    except (ValueError,
            TypeError):
        x = 2
def again():
    try:
        1 / 0
    except ZeroDivisionError as e:
        x = 1
        raise
def another():
    try:
        1 / 0
    except ZeroDivisionError as e:
        x = 1
        raise KeyError
def with_statement():
    with CM():
        x = 1
        1 / 0
    x = 2
for f in in_finally, in_except, again, another, with_statement:
    left(f)
