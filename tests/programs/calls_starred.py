# Starred calls and displays, keyword merging, evaluation order.
def f(*a, **k):
    return a, k


print(f(*[1], 2, *[3, 4], *(), x=1, **{"y": 2}, **{}, z=3))
print(f(*"ab", *{"k": 1}, *range(2), *(i for i in "z")))
print(f(**dict(a=1), b=2), f(*[], **{}))
d = {"a": 1}
try:
    f(**d, a=2)
except TypeError as e:
    print(e)
try:
    f(**d, **d)
except TypeError as e:
    print(e)
for bad in (lambda: f(*5), lambda: f(**[1]), lambda: f(**{1: 1}), lambda: len(*5), lambda: len(**[1])):
    try:
        bad()
    except TypeError as e:
        print(e)
print([*"ab", *[1]], (*"ab",), {*"a"}, {**d, "b": 1}, [*{}, *()], {**{}, **d})
def g(a, b=0, *c, d=1, **e):
    return a, b, c, d, e
args = [1, 2, 3]
kw = {"d": 5, "z": 6}
print(g(*args, **kw), g(0, *args), g(*args[:1], **{"b": 9}), g(**{"a": 1}))
a, k = f(*args, **kw)
print(a == tuple(args), k == kw, k is kw)
def swap(first, second): return second, first
pair = 1, 2
print(swap(*swap(*pair)))
print(max(*[3, 1, 2]), min(*[[1, 2]]), print(*[], end=""), sum([*range(5)]), "{} {}".format(*pair), "{a}".format(**d))
class C:
    def m(self, *a, **k):
        return len(a), sorted(k)
print(C().m(*args, **kw), C.m(C(), *args))
order = []
def t(x):
    order.append(x)
    return x
f(t(1), *t([2]), t(3), k=t(4), *t([5]), **t({"q": 6}))
print(order)
def rec(*a):
    return a[0] + rec(*a[1:]) if a else 0
print(rec(*range(20)))
print(f(*(1,) * 3), f(*[1, 2][::-1]), f(* 'x' + 'y'))
big = list(range(300))
print(len(f(*big)[0]), len(f(**{f"k{i}": i for i in range(300)})[1]))
print((lambda *a, b=1: (a, b))(*[1], b=2), str(*[5]), int(*["12"], **{"base": 8}), dict(*[[("a", 1)]], **{"b": 2}))
