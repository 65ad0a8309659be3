# Single inheritance, super, overriding, isinstance, mro, builtin bases.
class A:
    tag = "a"

    def __init__(self, x):
        self.x = x

    def who(self):
        return "A.who " + self.tag

    def call(self):
        return self.who()

    @classmethod
    def make(cls, x):
        return cls(x)

    @staticmethod
    def stat(x):
        return x * 2

    def __repr__(self):
        return f"{type(self).__name__}({self.x})"


class B(A):
    tag = "b"

    def __init__(self, x, y):
        super().__init__(x)
        self.y = y

    def who(self):
        return "B.who+" + super().who()

    @classmethod
    def make(cls, x):
        return super().make(x) if cls is A else cls(x, x)


class C(B):
    def who(self):
        return "C+" + super().who() + "+" + A.who(self)

    @property
    def both(self):
        return self.x, self.y


a, b, c = A(1), B(1, 2), C(3, 4)
print(a.call(), "/", b.call(), "/", c.call(), c.both)
print(A.make(1), B.make(2), C.make(3), c.make(4), C.stat(4), b.stat("x"))
print(isinstance(c, A), isinstance(a, B), issubclass(C, A), issubclass(A, C), isinstance(c, (int, B)), issubclass(bool, int))
print([k.__name__ for k in C.__mro__], C.__bases__ == (B,), B.__base__ is A, type(C).__name__)
A.tag = "changed"
print(a.tag, b.tag)
B.who = lambda self: "patched"
print(c.who())
del B.who
print(b.who())


class Stack(list):
    def push(self, x):
        self.append(x)
        return self

    def top(self):
        return self[-1]


s = Stack([1])
s.push(2).push(3)
print(s, s.top(), len(s), isinstance(s, list), s == [1, 2, 3], type(s[:2]).__name__, s.pop())


class Default(dict):
    def __missing__(self, k):
        self[k] = v = k * 2
        return v


d = Default(a=1)
print(d["a"], d["b"], d, d.get("zz"), "b" in d)


class Name(str):
    def shout(self):
        return self.upper() + "!"


n = Name("bob")
print(n.shout(), n + "x", type(n + "x").__name__, n == "bob", {n: 1}["bob"])


class Num(int):
    def __add__(self, o):
        return Num(int(self) + int(o) + 1000)


print(Num(5) + 1, Num(5) * 2, Num("12"), isinstance(Num(1), int), Num(3) == 3, [10, 20, 30, 40][Num(3)])


class Err(ValueError):
    def __init__(self, a, b):
        super().__init__(f"{a}-{b}")
        self.a = a


try:
    raise Err(1, 2)
except ValueError as e:
    print(e, e.a, type(e).__name__)
try:
    A.who()
except TypeError as e:
    print(e)
try:
    super(B, 5)
except TypeError as e:
    print(e)
print(super(B, b).who(), super(C, c).who())


class Base:
    def __init_subclass__(cls, **kw):
        print("subclass", cls.__name__, kw)


class D1(Base, flag=1):
    pass


class N:
    def __new__(cls, *args):
        print("new", cls.__name__, args)
        return super().__new__(cls)

    def __init__(self, *args):
        print("init", args)


N(1, 2)
try:
    class Bad(bool):
        pass
except TypeError as e:
    print(e)
try:
    class Bad2(5):
        pass
except TypeError as e:
    print(e)
