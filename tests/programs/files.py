# open: text and binary reading and writing, line iteration, modes, errors.
name = "/dev/null"
f = open(name, "w")
print(f.write("abc"), f.writelines(["a", "b"]), f.closed, f.name, f.mode, f.close(), f.closed)
f = open(name)
print(repr(f.read()), f.readline() == "", f.readlines(), list(f))
f.close()
f = open(name, "rb")
print(f.read(), f.readline(), list(f), f.close())
f = open("files.py", encoding="utf-8")
print(f.readline(), end="")
first = f.readline()
print(first.strip())
rest = [line for line in f]
print(len(rest) > 10, rest[-1].endswith("\n"))
f.close()
f = open("files.py")
print(f.read(6), f.read(4), len(f.readlines()) > 10, f.read())
f.close()
f = open("files.py", "rb")
data = f.read()
print(data[:6], type(data), data.count(b"\n") > 10)
f.close()
for go in (lambda: f.read(), lambda: open("/nonexistent/dir/x"), lambda: open("/"), lambda: open(name, "q"), lambda: open(name, "rw"), lambda: open(name, "rb", encoding="utf-8"), lambda: open(5.5), lambda: open(), lambda: open(name).write("x"), lambda: open(name, "wb").write("x"), lambda: open(name, "w").write(b"x")):
    try:
        go()
    except (OSError, ValueError, TypeError) as e:
        print(type(e).__name__, e)
