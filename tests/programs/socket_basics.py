# Sockets: address forms, time-outs, messages, options, and the words of errors.
import _socket
import os
import socket
import tempfile
import threading
import warnings


def attempt(f, *args, **kwargs):
    try:
        print(repr(f(*args, **kwargs)))
    except Exception as e:
        print(type(e).__name__, e.args)


s = _socket.socket()
s6 = _socket.socket(socket.AF_INET6)
u = _socket.socket(socket.AF_UNIX)
d = _socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for address in ["a", 1, ("a",), ("", 0, 1), (1, 2), ("", "x"), ("", 70000), ("", -1), ("", 10**30), ("a\0", 1), (None, 1)]:
    attempt(s.bind, address)
for address in [("", 1, 2, 3, 4), ("", 1, -2), ("", 1, 2**20), ["", 1]]:
    attempt(s6.bind, address)
for address in [1, "x" * 200, bytearray(b"/nonexistent/x")]:
    attempt(u.bind, address)
attempt(s.connect_ex, "1")
for value in ["", -1, float("nan"), 1e30, 1e10, 10**30, 1j, 1e-12, 2, None, 0]:
    attempt(s.settimeout, value)
    print(s.gettimeout(), s.getblocking(), s.timeout)
attempt(_socket.setdefaulttimeout, -1)
s.setblocking(True)
attempt(s.recv, -1)
attempt(s.recv, "")
attempt(s.recv_into, b"")
attempt(s.recv_into, bytearray(3), -1)
attempt(s.recv_into, bytearray(3), 4)
attempt(s.recvfrom_into, bytearray(3), 4)
attempt(s.recvmsg, -1)
attempt(s.recvmsg, 1, -1)
attempt(s.recvmsg_into, 1)
attempt(s.recvmsg_into, [b""])
attempt(s.send, "")
attempt(s.sendmsg, 1)
attempt(s.sendmsg, [""])
attempt(s.sendmsg, [b""], [1])
attempt(s.sendmsg, [b""], [(1, 2)])
attempt(d.sendto, b"")
attempt(d.sendto, b"", 1)
attempt(d.sendto, b"", "x", ("", 1))
attempt(d.sendto, 1, 0, ("", 1))
attempt(s.getsockopt, 1, 2, 1025)
attempt(s.setsockopt, 1, 2, None)
attempt(s.setsockopt, 1, 2, 2**31)
attempt(s.shutdown, 99)
attempt(_socket.socket, fileno=-1)
attempt(_socket.socket, fileno=1.0)
attempt(_socket.socket, fileno=99999)
print(_socket.socket(2, 1 | socket.SOCK_NONBLOCK).gettimeout())
for c in (s, s6, u, d):
    c.close()
attempt(s.recv, 1)
attempt(s.getsockname)
print(s, s.fileno(), s.detach())

# Names and numbers.
print(socket.getaddrinfo(b"127.0.0.1", b"80", 0, 1), socket.getaddrinfo("::1", 80, 0, 1))
attempt(_socket.getaddrinfo, 1, 2)
attempt(_socket.getaddrinfo, None, None)
attempt(_socket.getaddrinfo, "127.0.0.1", 1.5)
attempt(_socket.getaddrinfo, "127.0.0.1", 10**30, 0, 1)
attempt(socket.getnameinfo, ("127.0.0.1", 80), 3)
attempt(socket.getnameinfo, ("127.0.0.1", 80, 0, 0), 3)
attempt(socket.getnameinfo, ("::1", 80, 0, 0), 3)
attempt(socket.gethostbyname, "127.1")
attempt(socket.gethostbyname, "<broadcast>")
attempt(socket.gethostbyname, 1)
for f in (socket.htons, socket.ntohl):
    for x in (1, -1, 2**16, 2**32, 2**70, "", 1.0):
        attempt(f, x)
for text in ["127.0.0.1", "", "1.2", "255.255.255.255"]:
    attempt(socket.inet_aton, text)
attempt(socket.inet_ntoa, b"123")
attempt(socket.inet_pton, socket.AF_INET6, "::1.2.3.4")
attempt(socket.inet_pton, 99, "x")
attempt(socket.inet_ntop, socket.AF_INET6, bytes(12) + b"\1\2\3\4")
attempt(socket.inet_ntop, 99, b"")
attempt(socket.if_nametoindex, "nope")
attempt(socket.CMSG_LEN, 5)
attempt(socket.CMSG_SPACE, 5)
attempt(socket.CMSG_LEN, -1)
print(socket.gaierror.__mro__, socket.timeout, socket.error)

# A server and a client.
server = socket.create_server(("127.0.0.1", 0))


def serve():
    connection, _ = server.accept()
    with connection:
        while data := connection.recv(1000):
            connection.sendall(data.upper())


t = threading.Thread(target=serve)
t.start()
with socket.create_connection(server.getsockname(), timeout=5) as c:
    c.sendall(b"hello")
    print(c.recv(10), c.getpeername() == server.getsockname(), c.timeout)
    c.shutdown(socket.SHUT_WR)
    print(c.recv(10))
t.join()
server.close()

# Messages, descriptors in them, time-outs.
a, b = socket.socketpair()
a.settimeout(0.02)
attempt(a.recv, 1)
a.setblocking(False)
attempt(a.recv, 1)
a.setblocking(True)
r, w = os.pipe()
print(a.sendmsg([b"ab", bytearray(b"c")], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, w.to_bytes(4, "little"))]))
data, ancillary, flags, address = b.recvmsg(10, socket.CMSG_SPACE(4))
print(data, [x[:2] for x in ancillary], flags & ~socket.MSG_CMSG_CLOEXEC, address)
received = int.from_bytes(ancillary[0][2], "little")
os.write(received, b"through")
print(os.read(r, 10))
for fd in (r, w, received):
    os.close(fd)
buffers = [bytearray(2), bytearray(3)]
a.sendall(b"12345")
print(b.recvmsg_into(buffers), buffers)
a.sendall(b"xyz")
into = bytearray(5)
print(b.recvfrom_into(into), into)
a.send(b"peek")
print(b.recv(10, socket.MSG_PEEK), b.recv(2), b.recv_into(into, 1), into)
with a.makefile("rwb") as f:
    f.write(b"line\nrest")
    f.flush()
    print(b.recv(100))
print(a.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE), len(a.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE, 4)))
big = b"x" * 1_000_000
t = threading.Thread(target=a.sendall, args=(big,))
t.start()
got = 0
while got < len(big):
    got += len(b.recv(65536))
t.join()
print(got)
a.close()
attempt(b.send, b"")
b.close()

# Unix addresses.
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "s")
    with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as c:
        listener.bind(path)
        listener.listen()
        c.connect(path)
        other, address = listener.accept()
        print(listener.getsockname() == path, c.getpeername() == path, repr(address), repr(c.getsockname()))
        other.close()
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as x, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as y:
    x.bind("\0threadsnake-%d" % os.getpid())
    y.sendto(b"datagram", x.getsockname())
    print(x.recvfrom(20), x.getsockname()[:12])

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    x = _socket.socket()
    x = None
    print([(w.category.__name__, str(w.message)[:23]) for w in caught])
