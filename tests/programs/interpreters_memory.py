# Memory that one interpreter shows another stays where it is when the first one ends.
import sys
from concurrent import interpreters

queue = interpreters.create_queue()
one = interpreters.create()
one.prepare_main(queue=queue)
one.exec("""
long = bytearray(b'x' * 100_000)
short = b'short'
queue.put(memoryview(long))
queue.put(memoryview(short))
queue.put(memoryview(b'never looked at'))
queue.put((1, memoryview(long)[10:20:3]))
""")
long, short = queue.get(), queue.get()
one.prepare_main(back=long)
one.exec("back[1] = 33")
one.close()
others = [bytearray(100_000) for _ in range(50)]
print(bytes(long[:4]), len(long), bytes(short), short.readonly)
print(queue.get(), queue.get())
del long, short, others
# An interpreter that got its memory back may change it.
two = interpreters.create()
two.prepare_main(queue=queue)
two.exec("data = bytearray(b'abc'); queue.put(memoryview(data))")
view = queue.get()
try:
    two.exec("data.append(1)")
except interpreters.ExecutionFailed as e:
    print(e.excinfo.formatted)
del view
sys.stdout.flush()
two.exec("queue.put(1); queue.get(); data.append(1); print(data)")
two.close()
