# Assigning `__bases__` where a metaclass's mro() assigns them too; cycles in the context of exceptions.
ready = False


class M(type):
    def mro(cls):
        global ready
        if ready and cls.__name__ == 'C':
            ready = False
            C.__bases__ = (B2,)
        return type.mro(cls)


class A(metaclass=M):
    pass


class B1(A):
    pass


class B2(A):
    pass


class C(A):
    pass


ready = True
C.__bases__ = (B1,)
B1.__bases__ = (C,)
print(C.__bases__, B2.__subclasses__(), B1.__subclasses__(), B1.__bases__, C.__subclasses__())


class N(type):
    def mro(cls):
        if ready2:
            if cls.__name__ == 'D1':
                D2.__bases__ = (D1,)
            if cls.__name__ == 'D2':
                D1.__bases__ = (D2,)
        return type.mro(cls)


ready2 = False


class D0(metaclass=N):
    pass


class D1(D0):
    pass


class D2(D0):
    pass


ready2 = True
try:
    D1.__bases__ += ()
except TypeError as e:
    print(e)

try:
    try:
        raise KeyError(1)
    except KeyError as a:
        try:
            raise ValueError(2)
        except ValueError as b:
            try:
                raise IndexError(3)
            except IndexError as c:
                a.__context__ = c
                try:
                    raise OSError(4)
                except OSError as d:
                    raise RuntimeError(5)
except RuntimeError as e:
    print(repr(e), repr(e.__context__), repr(e.__context__.__context__))
    e.__context__.__context__.__context__.__context__.__context__ = None
