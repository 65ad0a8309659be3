# A source in an encoding that is a codec of the library.
import os, sys, tempfile
with tempfile.TemporaryDirectory() as d:
    with open(os.path.join(d, "euro.py"), "wb") as f:
        f.write("# coding: iso8859-15\nx = '\u20ac\xe9'\n".encode("iso8859-15"))
    sys.path.insert(0, d)
    sys.dont_write_bytecode = True
    import euro
    print(ascii(euro.x))
for text in (b"# coding: cp1252\nprint(ascii('\x80'))\n", b"# coding: nope-1\n", b"\xef\xbb\xbf# coding: iso8859-15\n"):
    try:
        exec(text)
    except SyntaxError as e:
        print(type(e).__name__, e.msg)
