# Interactive sessions over a pipe: prompts, values, errors, continuation lines, how a session ends.
import os
import subprocess
import sys

env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
env["PYTHONUTF8"] = "1"


def session(text, *options, **variables):
    done = subprocess.run([sys.executable, "-i", "-q", *options], input=text.encode(), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env={**env, **variables})
    print("options:", options, list(variables))
    print(done.stdout.decode())
    print("status", done.returncode)


session("""x = 1
if x:
  print(2)

if x:
  3
z
1/0
def f():
  1/0

f()
x = (1,
""")
session("")
session("y")
session("y\n", "-c", "y = 3; 1/0")
session("y\n", "-c", "y = 3; raise SystemExit(4)")
session("raise SystemExit('done')\n", "-c", "1")
session("raise SystemExit(5)\n")
session("""# c
  # d
  3
"é"
if 1:
   # c
  4
    
5

@3

for i in 1, 2: i
x = 3; x; x+1
_
class A:
  1/0

""")
session("""import sys
sys.ps1, sys.ps2
class P:
 def __str__(s): return "P%d " % 3

sys.ps1 = P()
1
del sys.ps1
2
sys.ps1 = 1/0
sys.displayhook = 3
1
del sys.displayhook
2
None
""")
session("""import sys
sys.stdout = None
3
del sys.stdout
4
import sys; sys.stdout = sys.__stdout__
sys._getframe().f_code.co_filename
hasattr(sys, 'last_exc'), type(sys.last_exc)
""")
session("""from __future__ import annotations
def f(x: yy): pass

f.__annotations__
\\

1 +\\
2
print("a" \\
"b")
x = [

1]
x
'''a

b'''
""")
session("""if 1:

1
try:
  1

while 0:
  1
else:
  3

@property
def f(): pass

if 1
1;1
if 1: pass; 2
  3

x=$
"abc
return
nonlocal x
import traceback
try: 1/0
except: traceback.print_exc()

""")
session("input('a')\nfoo\n")
session("raise KeyboardInterrupt\n1\n")
session("1\n", PYTHONSTARTUP="no_such_file.py")

# With nobody at the other end of stderr a session, or a mistake on the command line, goes on as it would.
for options in ["-i", "-q"], ["-i"], ["-i", "-c", "x = 5"], ["--no-such-option"]:
    r, w = os.pipe()
    os.close(r)
    done = subprocess.run([sys.executable, *options], input=b"x = 1\nx\nif x:\n  2\n\n1/0\n", stdout=subprocess.PIPE, stderr=w, env=env)
    os.close(w)
    print(options, done.returncode, done.stdout)
