# open in every mode: text, bytes, newlines, encodings, seeking, iteration, errors; print and the standard streams.
import sys
name = "/tmp/threadsnake-golden-files.txt"
with open(name, "w") as f:
    print(f.write("line1\nline2\n"), f.tell()); f.writelines(["a\n", "b"]); print("via print", 1, 2, sep=",", file=f)
print(f.closed)
with open(name) as f: print(f.read())
with open(name) as f:
    for i, line in enumerate(f): print(i, repr(line))
with open(name) as f: print(f.readline(), f.readlines(), f.read(), f.readline() == "")
with open(name, "a") as f: f.write("appended\n"); print(f.tell())
with open(name, "rb") as f:
    print(f.read(5), f.tell(), f.seek(0), f.readline(), f.seek(-4, 2), f.read(), f.seek(2, 1) > 0); f.seek(0); print(f.readlines()[:2]); f.seek(0); print([len(l) for l in f])
with open(name, "wb") as f: print(f.write(b"\x00\xff\n\r\n"), f.write(bytearray(b"x")))
with open(name, "rb") as f: print(f.read())
with open(name, "w", newline="\r\n") as f: f.write("a\nb\n")
with open(name, "rb") as f: print(f.read())
with open(name) as f: print(repr(f.read()))
with open(name, newline="") as f: print(repr(f.read()), f.newlines if 0 else "")
with open(name, "w", encoding="utf-8") as f: f.write("héllo €\U0001f600\n")
with open(name, encoding="utf-8") as f: print(f.read(3), f.read(), f.encoding)
with open(name, "rb") as f: print(f.read())
with open(name, encoding="latin-1") as f: print(repr(f.read()))
try:
    with open(name, encoding="ascii") as f: f.read()
except UnicodeDecodeError as e: print(e)
with open(name, encoding="ascii", errors="replace") as f: print(len(f.read()))
try:
    with open(name, "w", encoding="ascii") as f: f.write("é")
except UnicodeEncodeError as e: print(e)
with open(name, "r+") as f: print(repr(f.read())); f.write("new"); f.seek(0); print(f.read())
with open(name, "w+") as f: f.write("abcdef"); f.seek(2); print(f.read(2), f.read()); f.seek(0); f.truncate(3); print(f.read())
try: open(name, "x")
except FileExistsError as e: print(e.errno, e.filename, e.strerror)
try: open("/nonexistent/a")
except FileNotFoundError as e: print(e, e.filename)
try: open("/tmp")
except IsADirectoryError as e: print(e)
f = open(name); print(f.fileno() > 2, f.readable(), f.writable(), f.seekable(), f.isatty(), f.mode, f.name == name, repr(f)); f.close()
with open(name, "rb") as f: print(repr(f), f.mode, f.closed)
try: f.read()
except ValueError as e: print(e)
try:
    with f: pass
except ValueError as e: print(e)
def lines():
    with open(name, "w") as f:
        for i in range(3): f.write(f"{i}\n"); yield i
print(list(lines()), sum(int(l) for l in open(name)))
with open(name, "w") as a, open(name + "2", "w") as b: print(1, file=a); print(2, file=b)
with open(name) as a, open(name + "2") as b: print(a.read(), b.read(), sep="|")
big = "x" * 100000 + "\n"
with open(name, "w") as f:
    for _ in range(3): f.write(big)
with open(name) as f: print([len(l) for l in f])
with open(name, "rb") as f: print(len(f.read(70000)), len(f.read()))
print("to stderr", file=sys.stderr); sys.stdout.write("w\n"); sys.stdout.flush(); print("a", "b", end="!\n", flush=True); print(sys.stdin.readline() == "", sys.stdout.encoding, sys.stdin.name, sys.stderr.name)
try: input()
except EOFError as e: print("EOF", e)
print(); print(None, True, 1.0, [1, "a"], sep="\n"); print("x", sep=None, end=None)
try: print("a", sep=1)
except TypeError as e: print(e)
try: print("a", end=1)
except TypeError as e: print(e)
try: print("a", file=5)
except AttributeError as e: print(e)
class W:
    def write(self, s): sys.stdout.write(f"<{s}>")
print(1, 2, file=W()); sys.stdout.write("\n")
