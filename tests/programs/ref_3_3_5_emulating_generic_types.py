# Emulating generic types: __class_getitem__ against __getitem__ of the metaclass.
def attempt(f, *a, **k):
    try: print(repr(f(*a, **k)))
    except Exception as e: print(type(e).__name__, e)
from _typing import TypeVar
class G:
    def __class_getitem__(cls, item): return cls.__name__, item
class Sub(G): pass
print(G[int], Sub[1, 2], G["x"], G[()], G[1:2], type(G.__dict__["__class_getitem__"]).__name__, G.__class_getitem__(5)); attempt(lambda: G()[1])
class Meta(type):
    def __getitem__(cls, item): return "meta", item
class Both(metaclass=Meta):
    def __class_getitem__(cls, item): return "class", item
print(Both[1])
attempt(lambda: int[0]); attempt(lambda: object[int])
class Plain: pass
attempt(lambda: Plain[0]); attempt(lambda: type[int]); attempt(lambda: Meta[int])
class NotCallable: __class_getitem__ = 5
attempt(lambda: NotCallable[1])
class Static:
    @staticmethod
    def __class_getitem__(item): return "static", item
print(Static[3])
class Inst: pass
i = Inst(); i.__class_getitem__ = lambda x: x; attempt(lambda: i[1])
for t in list, dict, tuple, set, frozenset, type, enumerate: print(t[int], t[int].__origin__, t[int].__args__, t[int].__parameters__)
a = list[int]; print(a == list[int], a == list[str], hash(a) == hash(list[int]), type(a).__name__, a([1, 2]), a.__name__, a.__class__.__name__)
print(dict[str, list[int]], tuple[int, ...], tuple[()], list[1], list["fwd"], list[None], list[list], dict[int]); attempt(lambda: a.nope); attempt(setattr, a, "x", 1)
T = TypeVar("T"); K = TypeVar("K"); print(list[T], list[T].__parameters__, list[T][int], dict[K, T][int, str], dict[K, list[T]].__parameters__, dict[K, list[T]][int, str], dict[T, T][int]); attempt(lambda: list[T][int, str]); attempt(lambda: list[int][str]); attempt(lambda: dict[K, T][int])
print(list[int] | None, list[int] | str, int | list[T], (list[T] | int)[str])
class L(list[int]): pass
print(L.__mro__, L.__orig_bases__, L([1]))
class N[T]: 
    def m(self): return T
print(N.__orig_bases__, N[int], N[int]().__orig_class__, N.__parameters__, N.__type_params__)
attempt(lambda: N[int, str])
for x in tuple[int]: print(x, x.__unpacked__)
attempt(isinstance, [], list[int]); attempt(lambda: list[int].__call__((1,))); attempt(len, list[int])
print((lambda *args: args)(*tuple[int, str])[0].__typing_unpacked_tuple_args__)
print(list[int].__reduce__()[1], list[int].copy([1]), list[int].__mro_entries__(()), dict[int, str].fromkeys([1]))
