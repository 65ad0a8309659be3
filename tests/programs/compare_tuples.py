# Comparisons of tuple displays: element by element, the first difference decides.
class Loud:
    def __init__(self, name, equal=False, less=False):
        self.name, self.equal, self.less = name, equal, less
    def __eq__(self, other):
        print("eq", self.name, getattr(other, "name", other))
        return self.equal
    def __lt__(self, other):
        print("lt", self.name, getattr(other, "name", other))
        return self.less
    def __gt__(self, other):
        print("gt", self.name)
        return NotImplemented

def say(x):
    print("say", x)
    return x

nan = float("nan")
a, b = Loud("a"), Loud("b", less="yes")
print((1, 2) == (1, 2), (1, 2) != (1, 2), (1, 2) < (1, 3), (1, 2) <= (1, 2), (2, 1) > (1, 9), (1,) >= (1,))
print((nan,) == (nan,), (nan, 1) < (nan, 2), (a, 1) == (a, 1))
print((a, 1) == (b, 1), (a, 1) != (b, 1), (a, b) < (b, a), (b, 1) < (a, 1))
print((say(1), say(2)) == (say(3), say(4)), (say(1),) < (say(1),))
for f in (lambda: (a,) > (b,), lambda: (1, "x") < (1, 2), lambda: (1, None) >= (1, 2)):
    try:
        print(f())
    except TypeError as e:
        print(e)
print((1, 2) == (1, 2, 3), (1, 2) < (1, 2, 3), () == (), (*"ab",) == ("a", "b"), (1, *(2,)) < (1, 3))
if (a, 0) == (a, 0) and not (1, 2) > (1, 3):
    print("both")
x = [(i, -i) < (2, i) for i in range(4)]
print(x, 0 if (1, 2) == (2, 1) else 1)
class Bad:
    def __eq__(self, other):
        raise ValueError("no")
try:
    (1, Bad()) == (1, 2)
except ValueError as e:
    print(e)
