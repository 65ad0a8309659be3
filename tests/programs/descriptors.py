"""fcntl, mmap, pwd, grp, resource, and what posix does with descriptors."""
import fcntl
import grp
import mmap
import os
import pwd
import resource
import struct


def t(f, *args, **kwargs):
    try:
        print(f.__name__, f(*args, **kwargs))
    except Exception as e:
        print(f.__name__, type(e).__name__, e)


name = f"/tmp/descriptors-{os.getpid()}"
f = open(name, "w+b")
os.unlink(name)
f.write(b"0123456789" * 10)
f.flush()
fd = f.fileno()
t(fcntl.fcntl, f, fcntl.F_GETFD)
t(fcntl.fcntl, f, fcntl.F_GETFD, b"ab")
t(fcntl.fcntl, f, 1, 1.5)
t(fcntl.fcntl, -1, 1)
t(fcntl.flock, f, fcntl.LOCK_EX | fcntl.LOCK_NB)
t(fcntl.lockf, f, 0)
print(struct.unpack_from("h", fcntl.fcntl(f, fcntl.F_GETLK, struct.pack("hhqqii", fcntl.F_WRLCK, 0, 0, 0, 0, 0))))
t(os.preadv, fd, [bytearray(2)], 1)
t(os.pwrite, fd, b"ABC", 3)
t(os.pread, fd, 8, 0)
t(os.readv, fd, 5)
t(os.set_blocking, fd, True)
t(os.get_blocking, fd)
t(os.lseek, fd, 0, 0)
b = bytearray(4)
t(os.readinto, fd, b)
print(b)

m = mmap.mmap(fd, 0)
print(m, len(m), m[0], m[3:6], m[::-30])
m[0:2] = b"xy"
m[2] = 122
t(m.read, 5)
t(m.find, b"89")
t(m.rfind, b"89", 0, 50)
t(m.move, 0, 5, 3)
t(m.seek, 5, 9)
t(m.readline)
t(m.read_byte)
for value in (256, None):
    t(m.__setitem__, 0, value)
t(m.__setitem__, slice(0, 3), b"x")
t(m.__getitem__, 100)
view = memoryview(m)
t(m.close)
t(m.resize, 10)
view.release()
m.close()
print(m)
t(m.tell)
with mmap.mmap(fd, 50, access=mmap.ACCESS_READ) as m:
    t(m.__setitem__, 0, 1)
    print(memoryview(m).readonly)
t(mmap.mmap, fd, 1000)
t(mmap.mmap, -1, -1)

print(pwd.getpwuid(0)[0], grp.getgrgid(0).gr_name)
t(pwd.getpwnam, "no such user")
t(pwd.getpwuid, "x")
t(grp.getgrnam, "no such group")
print(len(resource.getrusage(resource.RUSAGE_SELF)), resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 0)
t(resource.getrlimit, 99)
t(resource.setrlimit, resource.RLIMIT_CORE, (1,))
t(os.terminal_size, (1,))
print(os.terminal_size((80, 24)).__reduce__(), os.terminal_size((80, 24)).__replace__(lines=3))

folder = name
os.mkdir(folder)
os.mkdir(os.path.join(folder, "sub"))
open(os.path.join(folder, "file"), "w").close()
folder_fd = os.open(folder, os.O_RDONLY)
print(sorted((e.name, e.path, e.is_dir(), e.stat().st_size >= 0) for e in os.scandir(folder_fd)))
print([(dirs, files) for _, dirs, files, _ in os.fwalk(".", dir_fd=folder_fd)])
os.close(folder_fd)
os.unlink(os.path.join(folder, "file"))
os.rmdir(os.path.join(folder, "sub"))
os.rmdir(folder)
import sys
t(type(sys.flags))
t(type(sys.version_info), (1,))
