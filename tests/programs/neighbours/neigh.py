"neighbour doc"
print("importing", __name__, __file__.rsplit("/", 1)[-1])
x = 5
_hidden = 1
def f(): return x
class K:
    def m(self): return __name__
