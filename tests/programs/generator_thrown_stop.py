# StopIteration thrown into a delegation ends it, whether or not the iterator has a method for it.
def g(x):
    try: r = yield from x
    except BaseException as e: print('in', type(e).__name__, e, type(e.__context__).__name__); r = 'caught'
    print('r', r); yield 9
for e in (StopIteration, StopIteration(5), StopIteration((1,2)), ValueError(1)):
    for x in (lambda: [1,2,3], lambda: zip('ab','cd'), lambda: (i for i in range(5)), lambda: iter({1:2,3:4})):
        it = g(x()); next(it)
        try: print('got', it.throw(e))
        except BaseException as err: print(type(err).__name__, err, type(err.__cause__).__name__)
class A:
    def __await__(self): return iter([1,2])
async def c():
    r = await A(); print('r', r); return r
k = c(); k.send(None)
try: k.throw(StopIteration(7))
except BaseException as err: print(type(err).__name__, err)
