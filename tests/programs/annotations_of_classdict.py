# A class that binds the name of the cell that its annotations are looked up by.
class C:
    __classdict__: int
print(C.__annotations__)
class D:
    n = str
    __classdict__: n = 3
    x: __classdict__
    y: n
print(D.__annotate__(1)['y'], D.__classdict__)
