# What every random program starts with.
fuel = 400


class Done(BaseException):
    pass


def tick():
    """Every loop turn and call costs one; so programs end."""
    global fuel
    fuel -= 1
    if fuel < 0:
        raise Done("out of fuel")


def clean(text):
    """Text without addresses, cut."""
    i = text.find(" at 0x")
    while i >= 0:
        j = i + 6
        while j < len(text) and text[j] in "0123456789abcdefABCDEF":
            j += 1
        text = text[:i] + text[j:]
        i = text.find(" at 0x")
    return text if len(text) < 300 else f"{text[:140]}...{len(text)}...{text[-140:]}"


def P(*values):
    for v in values:
        try:
            text = repr(v)
        except Exception as e:
            text = f"<repr: {type(e).__name__}: {e}>"
        print(ascii(clean(text))[1:-1], end=" ")
    print()


def E(tag, e):
    try:
        text = str(e)
    except Exception as f:
        text = f"<str: {type(f).__name__}>"
    print(tag, type(e).__name__, ascii(clean(text))[1:-1])
    context = e.__context__
    if e.__cause__ is not None:
        print("  cause", type(e.__cause__).__name__)
    elif context is not None and not e.__suppress_context__:
        print("  context", type(context).__name__)
    if isinstance(e, BaseExceptionGroup):
        print("  group", clean(repr(e.exceptions)))


def w(tag, value=None):
    print("w", ascii(clean(str(tag))), end=";")
    return value


class MyError(Exception):
    def __init__(self, *args, **kw):
        super().__init__(*args)
        self.kw = kw


class Meta(type):
    made = []

    def __new__(mcls, name, bases, ns, **kw):
        print("Meta.__new__", name, sorted(k for k in ns if not k.startswith("__")), sorted(kw))
        return super().__new__(mcls, name, bases, ns)

    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)

    def __call__(cls, *args, **kw):
        tick()
        return super().__call__(*args, **kw)

    def __repr__(cls):
        return f"<{cls.__name__} of {type(cls).__name__}>"


class Named:
    """A data descriptor."""

    def __set_name__(self, owner, name):
        self.name = name
        print("set_name", owner.__name__, name)

    def __get__(self, obj, owner=None):
        if obj is None:
            return self.name
        return obj.__dict__.get("_" + self.name, self.name)

    def __set__(self, obj, value):
        print("set", self.name)
        obj.__dict__["_" + self.name] = value

    def __delete__(self, obj):
        print("delete", self.name)
        obj.__dict__.pop("_" + self.name)


class Base:
    c = 3
    __match_args__ = ("a", "b")

    def __init__(self, a=1, b=2):
        self.a = a
        self.b = b

    def __init_subclass__(cls, **kw):
        super().__init_subclass__()
        print("subclass", cls.__name__, sorted(kw))

    def m(self, *args):
        tick()
        return (type(self).__name__, len(args), args)

    @classmethod
    def cm(cls, x):
        return (cls.__name__, x)

    @staticmethod
    def sm(x):
        return [x]

    @property
    def p(self):
        return self.a

    @p.setter
    def p(self, value):
        print("p=")
        self.a = value

    @property
    def ro(self):
        return self.missing_too

    def __repr__(self):
        return f"{type(self).__name__}({self.a!r})"

    def __eq__(self, other):
        tick()
        if isinstance(other, Base):
            return self.a == other.a
        return NotImplemented

    def __hash__(self):
        return hash(("Base", str(self.a)))


class Sub(Base, tag=1):
    d = Named()

    def m(self, *args):
        return ("sub", super().m(*args))

    def __getattr__(self, name):
        if name == "missing":
            return "found"
        raise AttributeError(f"no {name}")

    def __lt__(self, other):
        return self.a < other.a

    def __bool__(self):
        return bool(self.a)


class Slots:
    __slots__ = ("s1", "s2", "a")

    def __init__(self, s1=None):
        self.s1 = s1

    def __repr__(self):
        return f"Slots({self.s1!r})"

    def __eq__(self, other):
        return isinstance(other, Slots)

    def __hash__(self):
        return 77


class Num:
    def __init__(self, n=0):
        self.n = n

    def __repr__(self):
        return f"Num({self.n!r})"

    def __hash__(self):
        return hash(str(self.n))

    def __bool__(self):
        return self.n != 0

    def __index__(self):
        return self.n

    def __int__(self):
        return int(self.n)

    def __float__(self):
        return float(self.n)

    def __add__(self, other):
        return Num(self.n + (other.n if isinstance(other, Num) else other))

    def __radd__(self, other):
        return Num(other + self.n)

    def __iadd__(self, other):
        self.n = self.n + 1 if isinstance(other, Num) else other
        return self

    def __sub__(self, other):
        return NotImplemented

    def __rsub__(self, other):
        return ("rsub", other)

    def __mul__(self, other):
        return ("mul", other)

    def __rmul__(self, other):
        return ("rmul", other)

    def __matmul__(self, other):
        return ("matmul", other)

    def __neg__(self):
        return Num(-self.n)

    def __eq__(self, other):
        return self.n == (other.n if isinstance(other, Num) else other)

    def __lt__(self, other):
        return self.n < (other.n if isinstance(other, Num) else other)

    def __format__(self, spec):
        return f"<{spec}>"

    def __divmod__(self, other):
        raise MyError("divmod")

    def __round__(self, n=None):
        return ("round", n)


class Seq:
    def __init__(self, items=()):
        self.items = list(items)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        tick()
        return self.items[i]

    def __setitem__(self, i, v):
        self.items[i] = v

    def __delitem__(self, i):
        del self.items[i]

    def __contains__(self, v):
        print("contains")
        return v in self.items

    def __repr__(self):
        return f"Seq({len(self.items)})"

    def __hash__(self):
        return 5

    def __eq__(self, other):
        return isinstance(other, Seq) and self.items == other.items


class Ctx:
    def __init__(self, name="x", swallow=False, fail=None):
        self.name, self.swallow, self.fail = name, swallow, fail

    def __enter__(self):
        print("enter", self.name)
        if self.fail == "enter":
            raise MyError("enter")
        return self

    def __exit__(self, kind, value, tb):
        print("exit", self.name, kind.__name__ if kind else None)
        if self.fail == "exit":
            raise MyError("exit")
        return self.swallow and kind is not Done

    async def __aenter__(self):
        await Aw("aenter")
        return self.__enter__()

    async def __aexit__(self, *args):
        await Aw("aexit")
        return self.__exit__(*args)

    def __repr__(self):
        return f"Ctx({self.name!r})"

    def __hash__(self):
        return 9

    def __eq__(self, other):
        return self is other


class Call:
    def __call__(self, *args, **kw):
        tick()
        return ("called", args, sorted(kw))

    def __repr__(self):
        return "Call()"

    def __hash__(self):
        return 3

    def __eq__(self, other):
        return isinstance(other, Call)


class Aw:
    """Awaiting it yields once to the driver."""

    def __init__(self, value=None):
        self.value = value

    def __await__(self):
        tick()
        got = yield ("aw", self.value)
        return self.value if got is None else got

    def __repr__(self):
        return "Aw()"


class AIter:
    def __init__(self, items):
        self.it = iter(items)

    def __aiter__(self):
        return self

    async def __anext__(self):
        tick()
        await Aw("anext")
        try:
            return next(self.it)
        except StopIteration:
            raise StopAsyncIteration


def drive(coroutine, sends=()):
    """Runs a coroutine; what it yields is printed, and the values given are sent or thrown in."""
    sends = list(sends)
    value = None
    try:
        while True:
            tick()
            if isinstance(value, BaseException):
                out = coroutine.throw(value)
            else:
                out = coroutine.send(value)
            P("yielded", out)
            value = sends.pop(0) if sends else None
    except StopIteration as e:
        return e.value


async def collect(source):
    return [x async for x in source]


def deco(*args):
    print("deco", len(args))

    def wrap(f):
        print("wrap", getattr(f, "__name__", type(f).__name__))
        return f
    return wrap


def twice(f):
    def inner(*args, **kw):
        tick()
        f(*args, **kw)
        return f(*args, **kw)
    return inner


