# Closures, nonlocal, global, late binding, cells shared between functions.
def make():
    n = 0

    def inc():
        nonlocal n
        n += 1
        return n

    def get():
        return n

    return inc, get


inc, get = make()
inc(); inc()
print(get(), make()[1]())
fs = [lambda: i for i in range(3)]
print([f() for f in fs])
fs = [lambda i=i: i for i in range(3)]
print([f() for f in fs])


def loops():
    out = []
    for i in range(3):
        def f():
            return i
        out.append(f)
    i = 99
    return [f() for f in out]


print(loops())


def deep(a):
    def b():
        def c():
            def d():
                nonlocal a
                a += 1
                return a
            return d
        return c
    return b


d = deep(10)()()
print(d(), d(), d())
x = "global"


def scope():
    x = "local"

    def show():
        global x
        x = "changed"
        return x

    show()
    return x


print(scope(), x)


def param(a, *args, **kw):
    def f():
        return a, args, kw
    a = a * 2
    return f


print(param(2, 3, k=4)())


def selfref(n):
    def fact(k):
        return 1 if k < 2 else k * fact(k - 1)
    return fact(n)


print(selfref(20), selfref(30))


def unbound():
    def f():
        return later
    try:
        f()
    except NameError as e:
        print(e)
    later = 5
    return f()


print(unbound())


def compose(*fs):
    def run(x):
        for f in reversed(fs):
            x = f(x)
        return x
    return run


print(compose(str, lambda x: x + 1, int)("41"))


class K:
    y = 5
    x = "class"
    def m(self):
        return x
    g = [x for _ in range(1)]


print(K().m(), K.g)


def comp_closure():
    k = 10
    return [[(lambda: k + i + j)() for j in range(2)] for i in range(2)]


print(comp_closure())


def counter():
    def c():
        c.n += 1
        return c.n
    c.n = 0
    return c


c = counter()
c(); c()
print(c(), c.n, make.__closure__, len(inc.__closure__), inc.__closure__[0].cell_contents)
def deco(tag):
    def wrap(f):
        def inner(*a, **k):
            return f"<{tag}>{f(*a, **k)}</{tag}>"
        return inner
    return wrap
@deco("b")
@deco("i")
def hello(name, *, end="!"):
    return "hello " + name + end
print(hello("you"), hello("me", end="?"))
def swap():
    a, b = 1, 2
    def s():
        nonlocal a, b
        a, b = b, a
    s()
    return a, b
print(swap())
