# del of names, items, slices, attributes, nested targets.
x = 1
del x
try:
    x
except NameError as e:
    print(e)
a, b, c = 1, 2, 3
del a, (b, c)
for name in ("a",):
    try:
        print(a)
    except NameError as e:
        print(e)
l = [1, 2, 3, 4]
del l[0], l[-1]
print(l)
d = {"a": 1, "b": 2, "c": 3}
del d["b"]
print(d)
try:
    del d["zz"]
except KeyError as e:
    print(repr(e))
try:
    del l[10]
except IndexError as e:
    print(e)


class C:
    z = 1


o = C()
o.p = 1
del o.p
try:
    o.p
except AttributeError as e:
    print(e)
try:
    del o.p
except AttributeError as e:
    print(e)
del C.z
print(hasattr(o, "z"))


def f(q):
    del q
    try:
        return q
    except UnboundLocalError as e:
        return str(e)


print(f(1))


def g():
    v = 1

    def h():
        return v

    print(h())
    del v
    try:
        h()
    except NameError as e:
        print(e)


g()
try:
    del undefined
except NameError as e:
    print(e)


class Noisy:
    def __init__(self, n):
        self.n = n

    def __del__(self):
        print("bye", self.n)


n = Noisy(1)
m = n
del n
print("still")
del m
print("gone")
n = Noisy(2)
n = Noisy(3)
lst = [Noisy(4), Noisy(5)]
del lst[0]
print("list")
lst.clear()


class It:
    def __delitem__(self, k):
        print("del", k)

    def __delattr__(self, k):
        print("delattr", k)


i = It()
del i[1], i[2:3], i.foo
n = None
for k in range(3):
    pass
del k
try:
    k
except NameError as e:
    print(e)
