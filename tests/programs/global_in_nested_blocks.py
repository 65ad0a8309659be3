exec("global z\nz=1\ndef f():\n  global q\nq=2\nclass A:\n  global r\n  def m(): \n    global s\nr=1\ns=3\nw=1", g:={}, l:={})
print(sorted(set(g)-{'__builtins__'}), sorted(l))
exec("class K:\n  x=1\n  def f():\n    global x\n  print(x)\n", {'x':2}, {})
exec("lst=[x for x in (1,)]\ndef f():\n  global x\n  x=1\nx=5\ndel x\n", g:={}, l:={}); print(sorted(set(g)-{'__builtins__'}), sorted(l))
exec("[y:=1 for a in (1,)]\ny=2", g:={}, l:={}); print(sorted(set(g)-{'__builtins__'}), sorted(l))
exec("y=2\ndef f():\n [y:=1 for a in (1,)]", g:={}, l:={}); print(sorted(set(g)-{'__builtins__'}), sorted(l))
exec("y=2\ndef f():\n global y\n [y:=1 for a in (1,)]", g:={}, l:={}); print(sorted(set(g)-{'__builtins__'}), sorted(l))
def run():
    exec("""
x = 7
def f():
    x = 1
    def g():
        global x
        def i():
            def h():
                return x
            return h()
        return i()
    return g()
print(f())
""")
run()
try: exec("__conditional_annotations__ = 5\nif 1:\n  x: int = 1\n", {})
except TypeError as e: print(e)
