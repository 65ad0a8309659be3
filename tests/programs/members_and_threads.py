"""Member descriptors of builtin types, `_types`, and the functions of sys that look into threads."""
import types, sys, threading, inspect, _suggestions, _sysconfig
class A: __slots__='x'
print(type(A.x) is types.MemberDescriptorType, types.GetSetDescriptorType, type(types.FunctionType.__globals__) is types.MemberDescriptorType, types.FunctionType.__globals__)
print(inspect.ismemberdescriptor(A.x), inspect.isgetsetdescriptor(types.FunctionType.__code__))
print(slice(1,2,3).start, [x.start for x in [range(3), slice(5)]*4])
try: slice(1).start=3
except AttributeError as e: print(e)
try: slice.start.__get__(3)
except TypeError as e: print(e)
print(sys.flags[:3], type(sys.flags).debug, type(sys.version_info).major)
print(slice.start.__doc__, slice.start.__name__, slice.start.__qualname__, slice.start.__objclass__)
e=OSError(2,'x','f'); print(e.errno, e.filename); e.filename=3; print(e.filename)
def f(n, ev, done):
    if n: return f(n-1,ev,done)
    ev.set(); done.wait()
ev=threading.Event(); done=threading.Event()
t=threading.Thread(target=f,args=(3,ev,done)); t.start(); ev.wait()
fr=sys._current_frames()
print(len(fr), t.ident in fr)
x=fr[t.ident]; names=[]
while x:
    if x.f_code is f.__code__: names.append(x.f_lineno - x.f_code.co_firstlineno)
    x = x.f_back
print(names)
print(list(sys._current_exceptions().values()))
done.set(); t.join()
print(len(sys._current_frames()))
print(sys.call_tracing(len,('abc',)), sys.getdlopenflags(), sys.getunicodeinternedsize()>100, sys._is_immortal(None))
print(_suggestions._generate_suggestions(['abc'],'abe'), _sysconfig.config_vars())
import sysconfig; print(sysconfig.get_config_var('Py_DEBUG'))
