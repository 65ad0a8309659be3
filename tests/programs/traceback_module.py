# The module `traceback` finds the places of instructions by `co_positions` and `tb_lasti`.
import traceback, sys
def f(): return 1/0
def g():
    x = [1, 2]
    return f() + 1
try:
    g()
except ZeroDivisionError as e:
    t = e.__traceback__
    for s in traceback.extract_tb(t):
        print(s.name, s.lineno, s.end_lineno, s.colno, s.end_colno, s.line)
    print(*traceback.format_exception_only(e))
    text = ''.join(traceback.format_exception(e))
    print(text.replace(__file__, 'FILE'))
    while t:
        print(t.tb_lasti >= 0, t.tb_lasti % 2, len(list(t.tb_frame.f_code.co_positions())) > t.tb_lasti // 2)
        t = t.tb_next
print(len(list(g.__code__.co_positions())) * 2 == len(g.__code__.co_code))
def here():
    return traceback.extract_stack(limit=2)
print([(s.name, s.line) for s in here()])
try:
    try: {}['k']
    except KeyError as e: raise ValueError('outer') from e
except ValueError:
    print(traceback.format_exc().replace(__file__, 'FILE'))
