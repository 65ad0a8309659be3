# property, staticmethod, classmethod, descriptors.
class T:
    def __init__(self, c):
        self._c = c

    @property
    def c(self):
        "doc of c"
        return self._c

    @c.setter
    def c(self, v):
        if v < -273:
            raise ValueError("too cold")
        self._c = v

    @c.deleter
    def c(self):
        print("deleted")
        self._c = None

    @property
    def f(self):
        return self.c * 9 / 5 + 32

    k = property(lambda self: self._c + 273, doc="kelvin")

    @classmethod
    def freezing(cls):
        return cls(0)

    @staticmethod
    def name(*a):
        return "temp", a


t = T(100)
print(t.c, t.f, t.k, T.c.__doc__, T.k.__doc__)
t.c = 10
print(t.f, T.freezing().f, t.name(1), T.name())
for go in (lambda: setattr(t, "c", -300), lambda: setattr(t, "f", 1), lambda: delattr_f(t), lambda: T.c.fget(t)):
    try:
        print(go())
    except (ValueError, AttributeError, NameError) as e:
        print(type(e).__name__, e)
del t.c
print(t.c)
try:
    del t.f
except AttributeError as e:
    print(e)


class Field:
    def __set_name__(self, owner, name):
        self.name = "_" + name
        print("set_name", owner.__name__, name)

    def __get__(self, obj, cls=None):
        if obj is None:
            return self
        return getattr(obj, self.name, "unset")

    def __set__(self, obj, v):
        setattr(obj, self.name, v * 2)


class M:
    a = Field()
    b = Field()


m = M()
print(m.a)
m.a = 5
m.b = "x"
print(m.a, m.b, m.__dict__, isinstance(M.a, Field))


class NonData:
    def __get__(self, obj, cls):
        return "from descriptor"


class U:
    n = NonData()


u = U()
print(u.n)
u.n = "own"
print(u.n, U.n)


class P(T):
    @property
    def c(self):
        return super().c + 1


print(P(1).c)
try:
    P(1).c = 3
except AttributeError as e:
    print(e)
class Err:
    @property
    def bad(self):
        return self.missing
try:
    Err().bad
except AttributeError as e:
    print(e)
print(isinstance(T.__dict__["name"], staticmethod), isinstance(T.__dict__["freezing"], classmethod), isinstance(T.__dict__["c"], property))
