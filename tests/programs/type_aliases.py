# The type statement, and subscription of generic aliases.
from _typing import TypeAliasType, TypeVar, Union

type Plain = int
type Pair[A, B = str] = tuple[A, B]
type Later = list[Undefined]
type Recursive = None | list[Recursive]
type type = 5
type match[case] = case

print(Plain, Plain.__name__, Plain.__value__, Plain.__type_params__, Plain.__parameters__, Plain.__module__)
print(Pair, Pair.__value__, Pair.__type_params__, Pair.__type_params__[1].__default__)
print(type.__value__, match.__value__ is match.__type_params__[0])
del type
try:
    Later.__value__
except NameError as e:
    print(e)
Undefined = bytes
print(Later.__value__, Recursive.__value__)
print(Pair[int, str], Pair[int, str].__origin__ is Pair, Pair[int, str].__args__, Pair[int, str].__value__)
print(Plain | None, None | Plain, Plain | str, Plain | Plain, [Plain] == [Plain])
for f in [
    lambda: Plain[int],
    lambda: Plain(),
    lambda: setattr(Plain, "__value__", 1),
    lambda: setattr(Plain, "x", 1),
    lambda: TypeAliasType("X"),
    lambda: TypeAliasType("X", 1, 2),
    lambda: TypeAliasType(1, 2),
    lambda: TypeAliasType("X", int, type_params=3),
    lambda: TypeAliasType("X", int, type_params=(3,)),
    lambda: TypeAliasType("X", list, type_params=(TypeVar("T", default=1), TypeVar("U"))),
    lambda: TypeAliasType("X", int).evaluate_value,
    lambda: TypeAliasType("X", int).evaluate_value(4),
    lambda: TypeAliasType("X", int).__module__,
    lambda: Plain.__reduce__(),
    lambda: isinstance(1, Plain),
    lambda: Plain.evaluate_value(1),
    lambda: Plain.evaluate_value(3),
    lambda: Plain.evaluate_value.__qualname__,
]:
    try:
        print(f())
    except Exception as e:
        print(e.__class__.__name__, e)


def function(x):
    type Local[T] = dict[T, x]
    x = str
    return Local


print(function(int).__value__, function(1))


class C:
    item = float
    type Inside = item
    type Generic[T: item] = T | item
    item = bool


print(C.Inside.__value__, C.Generic.__value__, C.Generic.__type_params__[0].__bound__)
evaluations = []
type Once = evaluations.append(1)
Once.__value__, Once.__value__
print(evaluations)
type Fails = 1 / 0
for _ in range(2):
    try:
        Fails.__value__
    except ZeroDivisionError as e:
        print(e)

# aliases of builtin generics
T, U, V = TypeVar("T"), TypeVar("U"), TypeVar("V", default=int)
for f in [
    lambda: list[T][int],
    lambda: dict[T, list[U]][str, int],
    lambda: dict[T, T].__parameters__,
    lambda: tuple[T, U, V][int, str],
    lambda: tuple[T, U, V][int],
    lambda: tuple[T, U][()],
    lambda: list[T][int, str],
    lambda: list[int][str],
    lambda: list[dict[T, U]].__parameters__,
    lambda: list[list[T]][list[U]],
    lambda: dict[[T, int], U][str, bytes],
    lambda: list[int] == list[int],
    lambda: hash(list[int]) == hash(list[int]),
    lambda: list[*tuple[int, str]],
    lambda: [*tuple[int, str]][0].__unpacked__,
    lambda: tuple[T, ...][*tuple[int]],
    lambda: list[int].append is list.append,
    lambda: list[int].__class__,
    lambda: list[int].__reduce__(),
    lambda: list[int].nothing,
    lambda: isinstance([], list[int]),
    lambda: type(list[int])(1, 2),
    lambda: int | list[T],
    lambda: (int | list[T])[str],
    lambda: (int | T)[None],
    lambda: (int | str)[int],
    lambda: (int | None) | (str | int),
    lambda: (int | str) | 3,
    lambda: int | 3,
    lambda: None | None,
    lambda: Union[int, str] == (str | int),
    lambda: Union[int],
    lambda: Union[()],
    lambda: Union(),
    lambda: (int | str)(),
    lambda: (int | str) < 3,
    lambda: issubclass(bool, int | str),
    lambda: isinstance(None, int | None),
    lambda: {int | str: 1}[str | int],
    lambda: (int | str).__args__,
    lambda: (int | str).nothing,
]:
    try:
        print(f())
    except Exception as e:
        print(e.__class__.__name__, e)
