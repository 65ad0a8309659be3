# Augmented assignment: to names, items, slices, attributes; in place or not; evaluated once.
x = 10
x += 5; x -= 3; x *= 4; x //= 5; x **= 2; x %= 37; x <<= 3; x >>= 1; x |= 8; x &= 60; x ^= 5
print(x)
x /= 4
print(x)
a = b = [1, 2]
a += (3,)
a *= 2
print(a, b, a is b)
t = u = (1,)
t += (2,)
print(t, u)
s = r = "a"
s += "b"
s *= 3
print(s, r)
d = {"k": 1}
d["k"] += 10
d["k"] **= 2
print(d)
d |= {"z": 1}
print(d)
st = {1, 2, 3}
alias = st
st |= {4}; st -= {1}; st &= {2, 4, 9}; st ^= {9}
print(sorted(st), st is alias)
calls = []


def get(v, name):
    calls.append(name)
    return v


lst = [[1, 2], 5]
get(lst, "obj")[get(1, "index")] += get(7, "value")
print(lst, calls)
lst[0] += [3]
lst[0][0] *= 100
print(lst)
lst[1:] += ["x"]
print(lst)


class C:
    n = 5

    def __init__(self):
        self.items = []

    def __iadd__(self, other):
        self.items.append(other)
        return self


c = C()
alias = c
c += 1
c += 2
c.n += 1
print(c.items, c is alias, c.n, C.n)


class D:
    def __init__(self, v):
        self.v = v

    def __add__(self, o):
        return D(self.v + o)


d1 = d2 = D(1)
d1 += 5
print(d1.v, d2.v)
tup = ([],)
try:
    tup[0] += [1]
except TypeError as e:
    print(e, tup)


def f():
    try:
        loc += 1
    except UnboundLocalError as e:
        print(e)


f()
n = 0


def g():
    global n
    n += 1


g(); g()
print(n)
big = 1
for i in range(1, 30):
    big *= i
print(big)
try:
    undefined_thing += 1
except NameError as e:
    print(e)
