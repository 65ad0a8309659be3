# Iterators over a dict that has as many items as before, but others.
def changed(make):
    d = dict.fromkeys(range(10))
    for i in range(7):
        del d[i]
    it = make(d)
    next(it)
    d.clear()
    d.update(dict.fromkeys(range(10)))
    for i in range(3, 10):
        del d[i]
    print(it.__length_hint__())
    try:
        print(list(it))
    except RuntimeError as e:
        print(e)
for make in (iter, reversed, lambda d: iter(d.values()), lambda d: reversed(d.keys()), lambda d: reversed(d.values()), lambda d: reversed(d.items())):
    changed(make)
