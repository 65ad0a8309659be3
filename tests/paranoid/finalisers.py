class A:
    def __del__(self):
        print('del', self.x)
        global keep
        keep = self
a = A(); a.x = 1
a = None
print(keep.x)
keep = None
print('gone')
class N:
    def __init__(self): self.me = self
    def __del__(self): print('N', type(self).__name__); 
N()
import gc
gc.collect()
class R:
    def __init__(self): self.me = self
    def __del__(self):
        global kept; kept = self; print('R')
R()
gc.collect()
print(kept.me is kept)
kept = None
gc.collect()
class S:
    __slots__ = ('a',)
    def __init__(self): self.a = self
    def __del__(self): print('S')
S(); gc.collect()
class Last:
    def __del__(self): print('last', keep, len([1]))
l = Last()
