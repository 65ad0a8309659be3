# Code that outlives classes meets new ones with other attributes: what it remembers of the dead ones is not taken for theirs.
def fill(x, n):
    x.a = n
    x.b = n + 1
    x.c = n + 2
    return x.a + x.b + x.c


def count(x):
    x.calls += 1
    return x.calls


def make(i):
    class First:
        pass

    class Second(int):
        calls = 0

    class Third:
        def __init__(self):
            self.c = i
            self.b = i
            self.other = i

    return First, Second, Third


total = 0
for i in range(200):
    classes = make(i)
    kept = []
    for cls in classes if i % 2 else reversed(classes):
        x = cls()
        if cls.__name__ != 'Second':
            total += fill(x, i)
        elif i % 3:
            x.extra = i
        if hasattr(x, 'calls'):
            total += count(x) + count(x)
        kept.append(x)
    if i % 5 == 0:
        total += sum(x.c for x in kept if hasattr(x, 'c'))
    del classes, cls, x, kept
print(total)
