"""inspect.signature of what is builtin."""
import builtins
import functools
import inspect
import itertools
import math
import operator
import types


def show(name, f):
    try:
        print(name, inspect.signature(f))
    except ValueError as e:
        print(name, "ValueError:", e)


for name in sorted(vars(builtins)):
    f = getattr(builtins, name)
    # The parameters of these have other names, which nobody can use.
    if not name.startswith("_") and isinstance(f, types.BuiltinFunctionType) and name not in ("abs", "anext", "exit", "quit"):
        show(name, f)
for t in (object, list, tuple, set, frozenset, enumerate, zip, map, filter, reversed, property, staticmethod, classmethod, memoryview,
          itertools.count, itertools.chain, itertools.product, itertools.zip_longest, itertools.accumulate, operator.attrgetter,
          functools.partial, types.CodeType, types.FunctionType, types.MethodType, types.SimpleNamespace, types.NoneType, str, int, dict):
    show(t.__name__, t)
for t, names in (
    (int, "__add__ __radd__ __pow__ __rpow__ __neg__ __eq__ __lt__ __bool__ __index__ __hash__ __repr__ __getattribute__ __new__ from_bytes to_bytes"),
    (list, "__getitem__ __setitem__ __delitem__ __contains__ __iter__ __len__ __iadd__ __init__ append index sort"),
    (dict, "__getitem__ __or__ __ior__ fromkeys get setdefault update items"),
    (str, "join split encode center zfill __mod__ __format__"),
    (type, "__call__ __setattr__ __delattr__ mro"),
    (types.FunctionType, "__get__ __call__"),
    (property, "__get__ __set__ __delete__"),
    (bytes, "hex fromhex join"),
    (object, "__new__ __init__ __setattr__ __reduce_ex__ __dir__"),
    (math, "sin atan2 fsum isclose gcd hypot prod"),
    (operator, "add itemgetter call length_hint"),
):
    for name in names.split():
        show(f"{t.__name__}.{name}", getattr(t, name))
show("bound", [].append)
show("slot of an instance", (3).__add__)
print(len.__text_signature__, globals.__text_signature__, print.__text_signature__, int.__add__.__text_signature__, int.__new__.__text_signature__,
      dict.fromkeys.__text_signature__, list.append.__text_signature__, open.__text_signature__.split()[0])
