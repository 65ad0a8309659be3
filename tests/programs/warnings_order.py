# SyntaxWarnings come in the order in which CPython generates code.
import warnings, itertools
srcs = ['''
try: None[1]
except A[0]: None[2]
except 1[0]: None[3]
else: None[4]
finally: None[5]
''','''
def f():
    try: return None[1]
    except E: return None[2]
    else: None[3]
    finally: None[4]
''','''
def f():
    for x in None[0]:
        try: break
        except E: continue
        finally: None[4]
    else: None[5]
''','''
def f():
    try:
        try: return None[1]
        finally: None[3]
    finally: None[4]
''','''
while None[0]:
    None[1]
else: None[2]
''','''
None[0] if None[1] else None[2]
''','''
[None[0] for x in None[1] if None[2] for y in None[3] if None[4]]
''','''
{None[0]: None[5] for x in None[1] if None[2] for y in None[3] if None[4]}
''','''
{**None[0], None[1]: None[2], **None[3]}
''','''
@None[0]
def f(a: None[1] = None[2], *b: None[3], c: None[4] = None[5]) -> None[6]: None[7]
''','''
@None[0]
def f[T: None[8] = None[9]](a: None[1] = None[2], *b: None[3], c: None[4] = None[5]) -> None[6]: None[7]
''','''
@None[0]
class A(None[1], m=None[2]): None[3]
''','''
@None[0]
class A[T: None[4]](None[1], m=None[2]): None[3]
''','''
x[None[0]] = y.a[None[1]] = None[2]
''','''
x[None[0]] += None[2]
''','''
x[None[0]]: None[1] = None[2]
''','''
x: None[1] = None[2]
''','''
def f():
    x: None[1] = None[2]
    (y): None[3]
    z[None[5]]: None[4]
''','''
with None[0] as a[None[1]], None[2] as b[None[3]]: None[4]
''','''
match None[0]:
    case None[1].x if None[2]: None[3]
''','''
match None[0]:
    case 1 if None[2]: None[3]
    case A(b=2) if None[4]: None[5]
''','''
f(None[0], *None[1], a=None[2], **None[3])
''','''
lambda a=None[0], *, b=None[1]: None[2]
''','''
assert (None[0], 1), None[1]
assert None[0], None[1]
''','''
None[None[0]](None[1])(2[1])
''','''
None[0] < 1[None[1]] is 1 < 2[3]
''','''
type X[T: None[0]] = None[1]
''','''
raise None[0] from None[1]
''','''
del x[None[0]], y
''','''
f"{None[0]:{None[1]}}"
''','''
t"{None[0]:{None[1]}}"
''','''
try:
   None[0]
except* None[1]: None[2]
else: None[3]
finally: None[4]
''','''
if 0:
    None[0]
elif None[1]: None[2]
else: None[3]
if 1: None[4]
else: None[5]
while 0: None[6]
0 and None[7]
1 or None[8]
''','''
for i in 1[0]:
  try:
    with None[9]: continue
  finally:
    None[3]
''','''
def f():
  with None[0]:
    try:
       return None[1] 
    finally:
       def g(): None[2]
       None[3](None[4])
       try: 0[0]
       finally: 1[2]
''','''
def f():
  try:
      yield None[0]
      if x: return 3
      return None[1]
  finally:
      1 is 1
      3()
''','''
async def f():
   async for x in None[0]: None[1]
   async with None[2] as x[None[3]]: None[4]
   [await None[5] async for x in None[6]]
''','''
x = (y := None[0])[None[1]: None[2]: None[3]]
''','''
if not (None[0] and None[1] or None[2]): None[3]
''','''
assert None[0] and 1[0]
while None[0] if None[1] else None[2]: pass
''','''
[x for x in [None[1]]]
[x for x in 1 for y in [None[0]]]
''','''
global x
import a
__debug__ or None[0]
if __debug__: None[1]
else: None[2]
''','''
def f():
    return None[0]
    None[1]
''']
for s in srcs:
    for opt in (0,):
        with warnings.catch_warnings(record=True) as w:
            warnings.simplefilter("always")
            try: compile(s, "x", "exec", optimize=opt)
            except SyntaxError as e: print("SE", e)
        print(s.strip().split("\n")[0])
        L = s.split("\n")
        print([(x.lineno, str(x.message)[:34]) for x in w])
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try: compile(s, "x", "exec", optimize=opt)
            except SyntaxError as e: print("SE", e.lineno, e.offset)
# the order by distinct literals
for s in srcs:
    import re
    n = itertools.count()
    names = ['None','1','1.5','1j','{1}','{1:1 for i in x}','(i for i in x)','...','True',"{*a}", "t''"]
    pass
for s in srcs:
    it = itertools.count()
    def sub(m): return "None" + "\\\n"*0 + m.group(0)[4:]
    s2 = re.sub(r"None\[(\d)\]", lambda m: "%s[0]" % names[int(m.group(1))], s)
    with warnings.catch_warnings(record=True) as w:
        warnings.simplefilter("always")
        try: compile(s2, "x", "exec")
        except SyntaxError as e: print("SE", e)
    print([str(x.message)[:12] for x in w])
    print(s.strip().replace("\n", " | "))
