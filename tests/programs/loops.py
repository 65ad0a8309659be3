# for and while with else, break, continue, nesting; the loop variable afterwards.
for i in range(3):
    print(i, end=" ")
else:
    print("else", i)
for i in range(5):
    if i == 3:
        break
else:
    print("never")
print(i)
n = 10
while n:
    n -= 1
    if n % 2:
        continue
    if n == 4:
        break
    print(n, end=",")
else:
    print("never")
print()
while n > 0:
    n -= 1
else:
    print("while else", n)
for x in []:
    pass
else:
    print("empty else")
for i in range(3):
    for j in range(3):
        if j == i:
            continue
        if i == 2:
            break
        print(i, j)
    else:
        print("inner else", i)
for a, (b, *c) in [(1, (2, 3, 4)), (5, "xy")]:
    print(a, b, c)
d = {}
for d["k"] in range(3):
    pass
print(d)
l = [0, 0, 0]
for i, l[i] in enumerate("abc"):
    pass
print(l)
for i in range(10, 0, -3):
    print(i, end=" ")
for i in range(0):
    pass
print(i)
for i in range(5):
    i += 10
    print(i, end=" ")
print()
for i in range(2**48 - 2, 2**48 + 2):
    print(i, end=" ")
print()
for i in range(2**64, 2**64 + 3):
    print(i, end=" ")
print()
out = []
l = [1, 2, 3]
for x in l:
    out.append(x)
    if len(l) < 6:
        l.append(x * 10)
print(out)
for c in "añ😀":
    print(c, end="|")
for b in b"az":
    print(b, end="|")
print()
for k in {"x": 1, "y": 2}:
    print(k)
for k, v in {"x": 1, "y": 2}.items():
    print(k, v)
for i, (a, b) in enumerate(zip("ab", [1, 2]), start=5):
    print(i, a, b)
for x in reversed([1, 2, 3]):
    print(x, end=" ")
print()


def first(pred, seq):
    for x in seq:
        if pred(x):
            return x
    else:
        return "none"


print(first(lambda v: v > 2, [1, 2, 3, 4]), first(lambda v: v > 9, [1]))
i = 0
while True:
    i += 1
    if i > 1000:
        break
print(i)
for x in (1 for _ in range(2)):
    for y in iter([x, 2]):
        print(x, y)
