"""other_hashes.py MULTIPLIER PROGRAM: runs a program under CPython with other hashes for what is hashed by its address (types, functions, instances,
not-a-numbers).

What a program does differently here depends on addresses. tp_hash lies 120 bytes into a type object of a 64-bit CPython.
"""
import ctypes
import os
import sys

HASH = 120
# Each makes another order of sets.
MULTIPLIER = int(sys.argv[1], 0)
# The functions that the slots point to.
kept = []


@ctypes.CFUNCTYPE(ctypes.c_ssize_t, ctypes.c_void_p)
def other_hash(address):
    return (address >> 4) * MULTIPLIER % (2**61 - 1)


def slot(t):
    return ctypes.c_size_t.from_address(id(t) + HASH)


def subclasses(t):
    yield t
    for s in type.__subclasses__(t):
        yield from subclasses(s)


addressed = {slot(t).value for t in (object, type(len))}
for t in set(subclasses(object)):
    if slot(t).value in addressed:
        slot(t).value = ctypes.cast(other_hash, ctypes.c_void_p).value
for t in (float, complex):
    by_value = ctypes.PYFUNCTYPE(ctypes.c_ssize_t, ctypes.py_object)(slot(t).value)

    @ctypes.PYFUNCTYPE(ctypes.c_ssize_t, ctypes.py_object)
    def number_hash(v, by_value=by_value):
        return by_value(v) if v == v else other_hash(id(v))

    kept.append(number_hash)
    slot(t).value = ctypes.cast(number_hash, ctypes.c_void_p).value
path = sys.argv[2]
sys.argv = [path]
names = {"__name__": "__main__", "__file__": path}
try:
    exec(compile(open(path, encoding="utf-8").read(), path, "exec"), names)
finally:
    # Without finalisation, which would free the function that hashes.
    sys.stdout.flush()
    os._exit(0)
