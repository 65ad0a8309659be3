"""A native module that was forgotten and is imported again."""
import gc
import sys
import time, math, __future__

first = [time, math, __future__]
types = [time.struct_time, type(__future__.annotations)]
for name in ("time", "math", "__future__"):
    del sys.modules[name]
import time, math, __future__
print([a is b for a, b in zip(first, (time, math, __future__))])
print(type(time.gmtime(0)) is time.struct_time, time.gmtime(0)[:6], math.sqrt(4), __future__.division.optional)

# `sys.getallocatedblocks` counts what is alive.
gc.collect()
before = sys.getallocatedblocks()
kept = [[] for _ in range(1000)]
after = sys.getallocatedblocks()
print(after - before >= 1000, sys._clear_internal_caches())
del kept
gc.collect()
print(sys.getallocatedblocks() - before < 100)
