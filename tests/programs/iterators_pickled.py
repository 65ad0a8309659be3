import pickle
big = range(2**65, 2**65 + 5)
it = iter(big); print(it.__reduce__()[1]); next(it); print(it.__reduce__()[1], list(pickle.loads(pickle.dumps(it))))
it.__setstate__(2); print(list(it), list(pickle.loads(pickle.dumps(it))))
it = iter(big); it.__setstate__(100); print(list(it)); it = iter(big); it.__setstate__(-5); print(list(it))
huge = range(0, 2**70); it = iter(huge); it.__setstate__(2**70 - 2); print(list(it))
it = iter(range(0, -2**70, -2**68)); next(it); it.__setstate__(1); print(it.__reduce__()[1], list(it))
it = iter(list, 5); print(it.__reduce__()[1])
it = iter(int, 0); print(list(it), it.__reduce__())
def counter():
    counter.n += 1
    return counter.n
counter.n = 0
it = iter(counter, 3); f = pickle.loads(pickle.dumps(it)); print(next(it), next(f), list(f))
class SlotSet(set): __slots__ = ('x', '__dict__')
class SlotFrozen(frozenset): __slots__ = ('x',)
class SlotBytes(bytearray): __slots__ = ('x',)
for cls in SlotSet, SlotFrozen, SlotBytes:
    for protocol in range(2, 6):
        a = cls(b'a'); a.x = 4
        b = pickle.loads(pickle.dumps(a, protocol))
        print(type(b).__name__, b == a, b.x, end=' ')
    print()
class A: pass
e = AttributeError('m', name='n', obj=3); f = pickle.loads(pickle.dumps(e)); print(f.name, f.obj, f.args)
e = ImportError('m', name='n', path='p'); f = pickle.loads(pickle.dumps(e)); print(f.name, f.path, f.msg)
e = OSError(2, 'm', 'f'); f = pickle.loads(pickle.dumps(e)); print(repr(f), f.filename)
