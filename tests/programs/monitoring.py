# sys.monitoring (PEP 669): tools, sets of events, callbacks.
import sys
m=sys.monitoring
def t(f,*a):
    try: print(f.__name__, [x for x in a if type(x) is not type(t.__code__) and not callable(x)], '->', f(*a))
    except BaseException as e: print(f.__name__, [x for x in a if type(x) is not type(t.__code__) and not callable(x)], type(e).__name__, e)
E=m.events
t(m.use_tool_id, 9,'x'); t(m.use_tool_id,-1,'x'); t(m.use_tool_id,1,2); t(m.use_tool_id,1,'x'); t(m.use_tool_id,1,'y'); t(m.use_tool_id,6,'y')
t(m.get_tool,1); t(m.get_tool,2); t(m.get_tool,7)
t(m.set_events,2,1); t(m.set_events,1,1<<30); t(m.set_events,1,-1); t(m.set_events,1,E.C_RETURN); t(m.set_events,1,E.CALL|E.C_RETURN); t(m.get_events,1)
t(m.set_events,1,E.CALL|E.C_RETURN|E.C_RAISE); t(m.get_events,1)
t(m.set_events,1,E.BRANCH); t(m.get_events,1); t(m._all_events)
t(m.set_events,1,0);t(m._all_events)
def f(): pass
t(m.set_local_events,1,f,1); t(m.set_local_events,1,f.__code__,E.RAISE); t(m.set_local_events,1,f.__code__,E.LINE); t(m.get_local_events,1,f.__code__); t(m.get_local_events,2,f.__code__)
t(m.set_local_events,1,f.__code__,E.CALL|E.C_RETURN);t(m.get_local_events,1,f.__code__)
t(m.set_local_events,1,f.__code__,E.C_RETURN)
t(m.set_local_events,1,f.__code__,E.BRANCH);t(m.get_local_events,1,f.__code__)
t(m.set_local_events,1,f.__code__,0)
t(m.register_callback,1,E.LINE,print); t(m.register_callback,1,E.LINE,None); t(m.register_callback,1,3,None); t(m.register_callback,1,0,None); t(m.register_callback,1,1<<25,None); t(m.register_callback,9,1,None); t(m.register_callback,3,1,print);t(m.register_callback,3,1,None)
t(m.register_callback,1,E.BRANCH,print); t(m.register_callback,1,E.BRANCH_LEFT,None); t(m.register_callback,1,E.BRANCH,None)
t(m.free_tool_id,2); t(m.free_tool_id,1); t(m.free_tool_id,9); t(m.get_events,1); t(m.clear_tool_id,3); t(m.restart_events); t(m.get_events,'a'); t(m.use_tool_id)
ev=[]
def rec(name, ret=None):
    def cb(code,*a): 
        ev.append((name,code.co_name)+tuple(x if not isinstance(x,int) else x if name=='LINE' else '#' for x in a)); return ret
    return cb
m.use_tool_id(2,'t')
for n,v in vars(E).items():
    if v and n not in('INSTRUCTION','BRANCH','JUMP','BRANCH_LEFT','BRANCH_RIGHT'): m.register_callback(2,v,rec(n))
def h(x):
    s=0
    for i in range(2):
        if i: s+=1
    while s<2: s+=1
    try: int('x')
    except ValueError as e:
        pass
    len('abc')
    C()
    next(iter([1]))
    [].append(1)
    return x
class C:
    def __init__(self): self.a=1
    def m(self): return 1
def gg():
    yield 1
    yield 2
def k():
    for x in gg(): pass
    g=gg(); next(g)
    try: g.throw(KeyError(1))
    except KeyError: pass
    C().m()
m.set_events(2,((1<<18)-1) & ~(64|128|256|512))
try:
    h(1); k()
finally:
    m.set_events(2,0)
for e in ev:
    if e[1] != 'gg' or e[0] not in ('EXCEPTION_HANDLED', 'RERAISE'):
        print([x if isinstance(x, (str, int)) else type(x).__name__ for x in e])
m.register_callback(2,E.RAISE,lambda *a: m.DISABLE)
m.set_events(2,E.RAISE)
def r(): raise KeyError
try: r()
except Exception as e: print(type(e),e)
try: r()
except Exception as e: print(type(e),e)
