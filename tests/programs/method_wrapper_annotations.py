for deco in classmethod, staticmethod:
    @deco
    def f(cls) -> int: pass
    print('__annotations__' in f.__dict__, f.__annotations__, '__annotations__' in f.__dict__)
    f.__annotations__ = {'a': 1}; print(f.__annotations__, f.__wrapped__.__annotations__)
    del f.__annotations__; print(f.__annotations__)
    print(f.__annotate__ is f.__wrapped__.__annotate__)
    f.__annotate__ = None; print(f.__annotate__)
    del f.__annotate__; print(f.__annotate__ is f.__wrapped__.__annotate__)
    @deco
    def g(): pass
    try: del g.__annotations__
    except AttributeError as e: print(e)
class Spam:
    def __new__(cls, x, y): pass
print(Spam.__dict__['__new__'].__annotations__)
