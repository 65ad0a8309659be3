# Methods of bytes and bytearrays whose arguments change the object they are methods of.
def attempt(f, *a):
    try:
        return f(*a)
    except Exception as e:
        return f'{type(e).__name__}: {e}'

class Evil:
    def __init__(self, ba): self.ba = ba
    def __buffer__(self, flags):
        self.ba.clear()
        return memoryview(self.ba)
    def __index__(self):
        self.ba.clear()
        return 65
for name in 'find', 'count', 'index', 'rindex', 'rfind', 'split', 'rsplit', '__contains__':
    ba = bytearray(b'A' * 50)
    print(name, attempt(getattr(ba, name), Evil(ba)), len(ba))

class Sep(bytes):
    def __len__(self):
        ba.clear()
        return 1
ba = bytearray(b'\xaa\xbb')
print(attempt(ba.hex, Sep(b':')), ba)
class Liar(bytes):
    def __len__(self): return 1
print(len(attempt(b'ab'.hex, Liar(b''))))

ba = bytearray(b'%a end')
class R:
    def __repr__(self):
        ba.clear()
        return 'E'
print(attempt(ba.__mod__, R()), ba)

def pieces():
    ba.clear()
    yield b'A'
    yield b'B'
ba = bytearray(b',')
print(attempt(ba.join, pieces()), ba)
class Item:
    def __buffer__(self, flags):
        change(seq)
        return memoryview(b'x')
for change in (lambda s: s.clear(), lambda s: s.__setitem__(1, b'z'), lambda s: s.append(b'n')):
    seq = [b'a', Item(), b'c']
    print(attempt(b'-'.join, seq))

class Grower:
    def __init__(self, f): self.f = f
    def __buffer__(self, flags):
        self.f()
        return memoryview(b'ABC')
b = bytearray(b'x' * 10); b.extend(Grower(b.clear)); print(b)
b = bytearray(b'x' * 10); b.extend(Grower(lambda: b.__delitem__(slice(3, None)))); print(b)
b = bytearray(b'x' * 10); b.extend(Grower(lambda: b.extend(b'yy'))); print(b)
for source in [256], (-1,), [0, 1000], 'text':
    b = bytearray(b'abc')
    print(attempt(b.__init__, source), b)
b = bytearray(10)
v = memoryview(b)
print(b.resize(10), attempt(b.resize, 11), attempt(b.resize, 9))
print(bytearray().__alloc__() >= 0, bytearray(b'abc').__alloc__() > 3)

class E(bytes):
    def __hash__(self):
        return attempt(view.release) and 1
view = memoryview(E(b'abc'))
print(attempt(hash, view) == hash(b'abc'))
class Hash(bytes):
    def __hash__(self):
        view.release()
        return 1
view = memoryview(Hash(b'abc'))
print(attempt(hash, view))
class Sep(bytes):
    def __len__(self):
        view.release()
        return 1
view = memoryview(b'abc')
print(attempt(view.hex, Sep(b':')))

class StrBytes(str):
    def __bytes__(self): return b'own'
print(bytes(StrBytes('s')), bytes(StrBytes('s'), 'ascii'))
class F: pass
for template in b'%c', '%c':
    print(attempt(template.__mod__, F()), attempt(template.__mod__, 1.5))
for s in b"'", b'"', b"'\"", b'a': print(bytearray(s), s)
try: float.fromhex('0x1p\uff10')
except ValueError as e: print(e)
