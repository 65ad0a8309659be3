# Messages of closed files, unsupported operations and bad modes.
def show(n, f, *a, **k):
    try: print(n, repr(f(*a, **k)))
    except Exception as e: print(n, type(e).__name__ + ":", e)
fb = open("/dev/null","rb"); fb.close(); fw=open("/dev/null","wb"); fw.close(); ft=open("/dev/null"); ft.close(); fu=open("/dev/null","w"); fu.close()
for m,a in [("read",()),("read1",()),("readline",()),("readlines",()),("peek",()),("seek",(0,)),("tell",()),("flush",()),("close",()),("fileno",()),("isatty",()),("readable",()),("seekable",()),("__enter__",()),("__iter__",()),("__next__",()),("write",(b"x",)),("truncate",())]: show("rb "+m, getattr(fb,m), *a)
for m,a in [("write",(b"x",)),("writelines",([b"x"],)),("flush",()),("seek",(0,)),("tell",()),("truncate",()),("writable",())]: show("wb "+m, getattr(fw,m), *a)
for m,a in [("read",()),("readline",()),("readlines",()),("seek",(0,)),("tell",()),("flush",()),("close",()),("fileno",()),("isatty",()),("readable",()),("__enter__",()),("__iter__",()),("__next__",()),("write",("x",)),("truncate",())]: show("rt "+m, getattr(ft,m), *a)
fb=open("/dev/null","rb"); fw=open("/dev/null","wb"); ft=open("/dev/null"); fu=open("/dev/null","w")
show(1,fb.write,b"x"); show(2,fw.read); show(3,fw.readline); show(4,ft.write,"x"); show(5,fu.read); show(6,fu.readline); show(7,list,fw); show(8,list,fu); show(9,fu.write,b"x"); show(10,fw.write,"x"); show(11,ft.seek,1,1); show(12,ft.seek,-1); show(13,ft.read,"x"); show(14,fu.write); show(16,fb.truncate); show(17,ft.truncate); show(18, fw.peek if 0 else fw.readable); print(repr(ft), repr(fb), repr(fw))
show(19, open, "/dev/null", "r", newline="x"); show(20, open, "/dev/null", "b"); show(21, open, "/dev/null","rb", newline=""); show(22, open, "/dev/null", "rb", errors="x"); show(23, open, "/dev/null", "r", 0); show(24,open,"/dev/null", "r+w"); show(25,open,"/dev/null","rr"); show(26,open,"/dev/null","U"); show(27,open,""); show(28,open,"a\0b"); show(29,open,"/dev/null",encoding="nosuch"); show(30, open, -1); show(31, open,"/dev/null","x"); show(32, open, "/dev/null", 5)
try: fu.read()
except Exception as e: print(type(e), type(e).__mro__, isinstance(e, OSError), isinstance(e, ValueError))
