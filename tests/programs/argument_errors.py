"""The words for wrong arguments: every builtin function, and the methods of builtin types, with too few, too many, and keywords that they do
not know or whose names are no strings. Which check comes first depends on how CPython parses the arguments of each.
"""
import sys, builtins
class X: pass
def gen():
    yield 1
async def co(): pass
async def ag(): yield 1
def func(a): pass
c = co(); c.close()
try: 1/0
except Exception as e: tb = e.__traceback__
import types
instances = [object(), 1, True, 1.5, 1j, "a", b"a", bytearray(b"a"), memoryview(b"a"), (1,), [1], {1: 2}, {1}, frozenset({1}), range(3), slice(1),
    iter([1]), iter((1,)), iter("a"), iter("é"), iter(b"a"), iter(bytearray(b"a")), iter({1}), iter({1: 2}), iter({1: 2}.values()), iter({1: 2}.items()), iter(range(3)), iter(range(2**70)), iter(lambda: 1, 2),
    reversed([1]), reversed((1,)), reversed({1: 2}), enumerate([1]), zip([1]), map(str, [1]), filter(None, [1]),
    {1: 2}.keys(), {1: 2}.values(), {1: 2}.items(), gen(), c, ag(), func, len, "a".join, str.join, int.__add__, (1).__add__, dict.__dict__["fromkeys"],
    property(), staticmethod(func), classmethod(func), super(int, True), func.__code__, tb, tb.tb_frame, types.MappingProxyType({}), types.SimpleNamespace(), types,
    list[int], int | str, None, ..., NotImplemented, Exception("a"), StopIteration(1), OSError(1, "a"), KeyError(1), SystemExit(1), ImportError("a"), UnicodeDecodeError("utf-8", b"a", 0, 1, "a"), UnicodeEncodeError("utf-8", "a", 0, 1, "a"), SyntaxError("a"),
    NameError("a"), AttributeError("a"), ExceptionGroup("a", [ValueError()]), BaseExceptionGroup("a", [ValueError()]),
    types.CellType(1), X().__class__, int, type.__dict__["__dict__"], types.FunctionType.__dict__["__closure__"], X.__dict__["__weakref__"] ,
    t"a{1}", t"a{1}".interpolations[0], ag().__anext__(), ag().asend(1), ag().athrow(ValueError), types.MethodType(func, 1), sys.flags, sys.float_info]
funcs = []
skip = {"input", "breakpoint", "exit", "quit", "help", "copyright", "credits", "license", "__build_class__"}
for n, f in sorted(vars(builtins).items()):
    if n in skip or n.startswith("_") and n != "__import__": continue
    if isinstance(f, type) and issubclass(f, BaseException) and n not in ("BaseException", "OSError", "KeyError", "StopIteration", "SystemExit", "ImportError", "NameError", "AttributeError", "SyntaxError", "UnicodeEncodeError", "UnicodeDecodeError", "UnicodeTranslateError", "ExceptionGroup", "BaseExceptionGroup"): continue
    if callable(f) : funcs.append((n, lambda f=f: f))
# Whose words are open: missing, or with a state that the order of these calls changes.
left_out = {
    "AttributeError.__getstate__", "AttributeError.__reduce__", "BaseException.__new__", "BaseExceptionGroup.__init__",
    "Exception.__new__", "GenericAlias.__call__", "GenericAlias.__getattribute__", "ImportError.__reduce__", "LookupError.__new__",
    "NotImplementedType.__hash__", "OSError.__reduce__", "SimpleNamespace.__reduce__", "SimpleNamespace.__replace__", "Template.__radd__",
    "Template.__reduce__", "UnicodeDecodeError.__new__", "UnicodeEncodeError.__new__", "UnicodeError.__new__", "Union.__getattribute__",
    "Union.__instancecheck__", "Union.__new__", "Union.__subclasscheck__", "ValueError.__new__", "async_generator.athrow",
    "async_generator_asend.throw", "async_generator_athrow.throw", "bool.__bool__", "bytearray.__alloc__", "bytearray.__hash__",
    "bytearray.__reduce__", "bytearray.__reduce_ex__", "bytearray.__str__", "bytes.__sizeof__", "bytes.__str__",
    "callable_iterator.__reduce__", "cell.__eq__", "cell.__ge__", "cell.__gt__", "cell.__le__", "cell.__lt__", "cell.__ne__",
    "ellipsis.__hash__", "flags.__reduce__", "flags.__replace__", "float_info.__new__", "float_info.__reduce__", "float_info.__replace__",
    "function.__delattr__", "function.__getattribute__", "function.__hash__", "function.__setattr__", "generator.__next__",
    "member_descriptor.__delete__", "member_descriptor.__get__", "member_descriptor.__reduce__", "member_descriptor.__repr__",
    "member_descriptor.__set__", "memoryview.index", "method.__reduce__", "module.__delattr__", "module.__setattr__", "type.__hash__",
}
seen = set()
for v in instances:
    t = type(v)
    if t.__name__ in seen or t is X or t is type(X) and v is not int: continue
    seen.add(t.__name__)
    for c_ in t.__mro__[::-1]:
        if c_ is object and t is not object: continue
        for n in sorted(c_.__dict__):
            m = c_.__dict__[n]
            if not callable(m) and not isinstance(m, (classmethod, staticmethod)) and type(m).__name__ != "classmethod_descriptor": continue
            key = (c_.__name__, n)
            if key in seen or c_.__name__ + "." + n in left_out: continue
            seen.add(key)
            if n in ("__class__", "__abstractmethods__", "__doc__", "__hash__", "__class_getitem__") and not callable(m): continue
            if c_ is type and n in ("__call__",) : continue
            if n == "__enter__" and c_.__name__ == "memoryview": pass
            funcs.append((c_.__name__ + "." + n, lambda v=v, n=n: getattr(v, n)))
            if not n.startswith("__"): funcs.append(("unbound " + c_.__name__ + "." + n, lambda c_=c_, n=n: getattr(c_, n)))
    # the type itself
    if t.__name__ not in vars(builtins) and t.__name__ not in ('Template', 'async_generator_asend', 'async_generator_athrow', 'cell', 'flags', 'float_info', 'member_descriptor'):
        funcs.append(("type " + t.__name__, lambda t=t: t))
x = X()
def shapes():
    for k in (0, 1, 2, 7):
        yield f"{k}", [x] * k, {}
    yield "1 nope", [x], {"nope": x}
    yield "3 nope nope2", [x] * 3, {"nope": x, "nope2": x}
    yield "0 1", [], {1: x}
def clean(s):
    out, i = "", 0
    while True:
        j = s.find(" at 0x", i)
        if j < 0: return out + s[i:]
        out += s[i:j + 4]
        i = j + 6
        while i < len(s) and s[i] in "0123456789abcdef": i += 1
allshapes = list(shapes())
class W:
    def write(self, s): pass
    def flush(self): pass
out = sys.stdout
for name, get in funcs:
    shapes_of = {}
    for shape, args, kwargs in allshapes:
        try:
            f = get()
        except BaseException as e:
            shapes_of.setdefault(f"cannot get: {e}", []).append(shape)
            break
        sys.stdout = W()
        try:
            r = f(*args, **kwargs)
        except BaseException as e:
            r = f"{type(e).__name__}: {e}"
        else:
            r = "ok"
        finally:
            sys.stdout = out
        shapes_of.setdefault(clean(r), []).append(shape)
        r = None
    for text, shapes in shapes_of.items():
        out.write(f"{name}({', '.join(shapes)}): {text}\n")
