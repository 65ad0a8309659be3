def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)

def swap(a, b):
    a, b = b, a
    return a, b

def closure(x, *args, k=1, **kw):
    def inner(y=x):
        nonlocal x
        x = y
        return lambda: x
    return inner
