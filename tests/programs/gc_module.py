import gc
class N: pass
a = N(); b = [a]; a.b = b
print(any(x is b for x in gc.get_referrers(a)), [type(x).__name__ for x in gc.get_referents(b)], any(type(x) is list for x in gc.get_referents({'k': [1]})))
print(any(x is b for x in gc.get_objects()), gc.is_tracked(b), gc.is_tracked(1), gc.is_tracked('s'))
log = []
gc.callbacks.append(lambda p, i: log.append((p, sorted(i), i['generation'], i['uncollectable'])))
del a, b
print(gc.collect() > 0, log); gc.callbacks.clear()
class R:
    def __del__(self):
        global saved; saved = self; log.append('del')
log.clear()
r = R(); r.me = r; del r; gc.collect(); print(log, gc.is_finalized(saved), gc.is_finalized([]))
saved.me = None; del saved; print(log)
r = R(); del r; print(log, saved is not None); del saved; print(log)
print(gc.isenabled(), gc.disable(), gc.isenabled(), gc.enable())
print(len(gc.get_stats()), sorted(gc.get_stats()[0]), gc.garbage, gc.get_freeze_count(), gc.get_debug(), gc.DEBUG_LEAK)
for bad in (lambda: gc.collect(3), lambda: gc.collect('x'), lambda: gc.get_objects(-1), lambda: gc.get_objects(5)):
    try: bad()
    except Exception as e: print(type(e).__name__, e)
# finalizer order and cycles through many kinds
class F:
    def __init__(s, n): s.n = n
    def __del__(s): log.append(s.n)
log.clear()
def gen(x): yield x
def make():
    f = F(1); g = gen(f); next(g); f.g = g
    f2 = F(2); f2.m = f2.__init__
    f3 = F(3); f3.l = [lambda: f3]
    f4 = F(4); f4.d = {'x': (f4,)}
    f5 = F(5); f5.it = iter([f5])
    f6 = F(6); f6.t = type('T', (), {'f': f6})
    f7 = F(7)
    try: raise ValueError
    except ValueError as e: f7.e = e
    f8 = F(8); f8.s = {f8}; f8.z = zip([f8]); f8.mp = map(print, [f8]); f8.en = enumerate([f8]); f8.p = property(f8.__init__); f8.sl = slice(f8)
make(); gc.collect(); print(sorted(log))
