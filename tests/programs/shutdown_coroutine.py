# A cycle that only `sys` holds, with a coroutine that nobody awaited: it may warn when nearly nothing is left.
import os
import sys


async def f():
    pass


sys.cycle = [f()]
sys.cycle.append(sys.cycle)
os.register_at_fork(before=print)
print("the end is near")
