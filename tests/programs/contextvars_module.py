# Context variables, contexts and tokens (PEP 567).
import contextvars as c
v=c.ContextVar('v',default=3); w=c.ContextVar('w')
print(v.get(), w.get(7))
t=v.set(5); print(v.get(), t.old_value is c.Token.MISSING, t.var is v)
t2=v.set(6); print(t2.old_value)
ctx=c.copy_context(); print(list(ctx.items())[0][1], len(ctx), v in ctx, ctx[v], ctx.get(w))
def f(a,*,b): v.set(a+b); return v.get()
print(ctx.run(f,1,b=2), v.get(), ctx[v])
v.reset(t2); print(v.get())
for e in ('v.reset(t2)','w.reset(t)','ctx.run(v.reset,t)','w.get()','ctx[1]','ctx[w]','ctx.run()','ctx.run(ctx.run,f)','c.Context(1)','c.Token()','c.ContextVar(1)','v.reset(1)'):
    try: print(eval(e))
    except Exception as x: 
        import sys
        s=str(x)
        i=s.find(' at 0x')
        print(type(x).__name__, s[:i] if i>0 else s)
with v.set(9): print(v.get())
print(v.get(), c.Token.MISSING, c.ContextVar[int], v.name, ctx==ctx.copy(), ctx==c.Context())
v.reset(t)
