# Slicing, slice assignment and deletion on every sequence.
L = list(range(10))
S = "abcdefghij"
T = tuple(L)
B = b"abcdefghij"
for s in (slice(None), slice(2, 5), slice(-3, None), slice(None, -3), slice(None, None, 2), slice(None, None, -1), slice(8, 2, -2),
          slice(5, 2), slice(-100, 100), slice(100, -100, -3), slice(0, 0), slice(-1, -5, -1), slice(3, None, 4)):
    print(s, L[s], S[s], T[s], B[s], s.indices(10), range(10)[s])
print(L[2:5], S[:-1], T[::3], B[-2:], S[1:8:3], S[::-2])
print(slice(1, 2, 3).start, slice(1, 2, 3).stop, slice(1, 2, 3).step, slice(3) == slice(None, 3, None))
M = L[:]
M[2:5] = []
print(M)
M[1:1] = ["a", "b"]
print(M)
M[::2] = [0] * len(M[::2])
print(M)
M[-2:] = range(4)
print(M)
M[5:2] = ["x"]
print(M)
M[:] = M
print(len(M))
del M[::3]
print(M)
del M[-2:], M[0]
print(M)
del M[::-1]
print(M)
for bad in ("M[::2] = [1]", 1), ("zero", 2), ("str", 3), ("nonint", 4):
    M = [1, 2, 3, 4]
    try:
        if bad[1] == 1:
            M[::2] = [1]
        elif bad[1] == 2:
            print(M[::0])
        elif bad[1] == 3:
            "abc"[0] = "x"
        else:
            M[1:3] = 5
    except (ValueError, TypeError) as e:
        print(bad[0], type(e).__name__, e)


class Idx:
    def __index__(self):
        return 2


print(L[Idx()], L[Idx():], S[:Idx()], T[Idx()::Idx()])


class Get:
    def __getitem__(self, k):
        return k


g = Get()
print(g[1], g[1:2], g[1:2, ::3], g[...], g[()], g[1, 2], g[:, None])
try:
    L["a"]
except TypeError as e:
    print(e)
try:
    L[1.5:]
except TypeError as e:
    print(e)
try:
    S["a"]
except TypeError as e:
    print(e)
print("héllo wörld€😀"[1:3], "😀😁😂"[::-1], "a😀b"[1], len("😀"))
