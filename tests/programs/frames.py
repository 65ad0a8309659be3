import sys
def f(a, b=2):
    x = 1
    fr = sys._getframe()
    p = fr.f_locals
    print(type(p), [m for m in dir(p) if m not in dir(object)])
    print(list(p), len(p), p['x'])
    for k in ('zz', 1):
        try: p[k]
        except KeyError as e: print(repr(e))
    p['x'] = 10; p['extra'] = 5; p[3]=4
    print(x, 'extra' in p, 3 in p, 'q' in p)
    try: del p['x']
    except Exception as e: print(repr(e))
    try: del p['nope']
    except Exception as e: print(repr(e))
    try: p.pop('x')
    except Exception as e: print(repr(e))
    try: p.pop('nope')
    except Exception as e: print(repr(e))
    print(p.pop('nope', 7), p.pop('extra'))
    try: hash(p)
    except Exception as e: print(repr(e))
    print(p == dict(p), p == fr.f_locals, p != {}, p is fr.f_locals)
    print(list(p | {'z':1}), list({'z':1} | p))
    p |= {'b': 22}
    print(b, type(p))
    print(type(p.keys()), type(p.values()), type(p.items()), type(iter(p)), type(p.copy()))
    print(p.setdefault('a', 9), p.setdefault('n', 9), p.get('a'), p.get('nope'), p.get('nope', 3))
    print(list(reversed(p)))
    p['later'] = 5
    print('later' in p, p['later'])
    if b == 22: print(later)
    later = 3
    try: p.update(5)
    except Exception as e: print(repr(e))
    try: p[[]]
    except Exception as e: print(repr(e))
    try: p.clear()
    except Exception as e: print(repr(e))
    try: type(p)(3)
    except Exception as e: print(repr(e))
    try: p < 3
    except Exception as e: print(repr(e))
    try: p.pop([])
    except Exception as e: print(repr(e))
f(1)
def g():
    y = 2
    def h():
        nonlocal y
        print(sys._getframe().f_locals, sys._getframe(1).f_locals['y'])
        sys._getframe(1).f_locals['y'] = 77
        print(y)
        sys._getframe().f_locals['y'] = 78
    h()
    print(y)
g()
class C:
    a = 1
    print(sys._getframe().f_locals is locals(), sys._getframe().f_back.f_locals is globals())
    sys._getframe().f_locals['b'] = 5
print(C.b)
def gen():
    v = 1
    yield sys._getframe()
    v = 2
    yield
gg = gen()
print(gg.gi_frame.f_lineno, gg.gi_frame.f_lasti > 0, gg.gi_frame.f_locals)
fr = next(gg)
print(fr is gg.gi_frame, fr.f_locals, fr.f_back, fr.f_lineno)
next(gg)
print(fr.f_locals, fr.f_lineno)
fr.f_locals['v'] = 9
print(list(gg), fr.f_locals, gg.gi_frame, fr.f_back, fr.f_generator)
def tb():
    local = [1]
    1/0
try: tb()
except ZeroDivisionError as e: t = e.__traceback__
print(t.tb_frame.f_code.co_name, t.tb_next.tb_frame.f_locals, t.tb_next.tb_frame.f_back is t.tb_frame, t.tb_next.tb_lineno, t.tb_frame.f_lineno)
t.tb_next.tb_frame.clear()
print(t.tb_next.tb_frame.f_locals)
try: sys._getframe().clear()
except RuntimeError as e: print(e)
try: sys._getframe(100)
except ValueError as e: print(e)
