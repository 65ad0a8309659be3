# Threads that wait take little address space: sixty of them start within three more GiB.
import resource
import threading

used = 0
with open("/proc/self/statm") as f:
    used = int(f.read().split()[0]) * resource.getpagesize()
old = resource.getrlimit(resource.RLIMIT_AS)
resource.setrlimit(resource.RLIMIT_AS, (used + (3 << 30), old[1]))
go = threading.Event()
threads = []
try:
    for i in range(60):
        t = threading.Thread(target=go.wait)
        t.start()
        threads.append(t)
    print("all started")
except (RuntimeError, MemoryError) as e:
    print(len(threads), type(e).__name__, e)
finally:
    go.set()
    for t in threads:
        t.join()
    resource.setrlimit(resource.RLIMIT_AS, old)
