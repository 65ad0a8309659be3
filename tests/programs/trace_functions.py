# sys.settrace and sys.setprofile: events, lines, errors of trace functions.
import sys
def f(x):
    y = x
    for i in range(2):
        y += i
    if y: pass
    try:
        g(y)
    except ValueError:
        pass
    return y
def g(y):
    raise ValueError(y)
def gen():
    a = yield 1
    yield from inner()
    return 3
def inner():
    yield 2
def tr(fr, ev, arg):
    print(fr.f_code.co_name, fr.f_lineno, ev, type(arg).__name__)
    return tr
sys.settrace(tr)
f(1)
list(gen())
while True:
    break
class C:
    x = 1
    def m(self): return len('a')
C().m()
sys.settrace(None)
def pr(fr, ev, arg):
    print(fr.f_code.co_name, fr.f_lineno, ev, arg if ev[0]=='c' else type(arg).__name__)
sys.setprofile(pr)
C().m()
list(gen())
sys.setprofile(None)
def failing(fr, ev, arg):
    if ev == 'line':
        raise RuntimeError('from the trace function')
    return failing
def lines():
    a = 1
    return a
sys.settrace(failing)
try:
    lines()
except RuntimeError as e:
    print(e, sys.gettrace())
def only_calls(fr, ev, arg):
    print('call of', fr.f_code.co_name, ev)
sys.settrace(only_calls)
lines()
sys.settrace(None)
print(lines(), sys.getprofile())
