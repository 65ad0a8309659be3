"""The reflected operators of the right operand come before concatenation and repetition of a sequence."""


class N:
    def __index__(self): return 3
    def __rmul__(self, other): return ("rmul", other)
    def __radd__(self, other): return ("radd", other)


class M:
    def __index__(self): return 2


for x in ((1, 2), [1], "ab", b"ab", bytearray(b"a")):
    print(x * N(), x + N(), x * M(), M() * x)
    y = x; y *= N(); print(y)
    y = x; y += N(); print(y)
    try: x + M()
    except TypeError as e: print(e)
    y = x
    y *= M(); print(y)
