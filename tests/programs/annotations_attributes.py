import sys
M = type(sys)
m = M("m")
for f in ["m.__annotations__","m.__annotate__","setattr(m,'__annotate__',3)","delattr(m,'__annotate__')","setattr(m,'__annotate__',lambda f:5)","m.__annotations__","setattr(m,'__annotate__',lambda f:{1:f})","m.__annotations__","setattr(m,'__annotations__',3)","m.__annotations__","m.__annotate__","delattr(m,'__annotations__')","delattr(m,'__annotations__')","sorted(m.__dict__)","setattr(m,'__annotate__',None)"]:
    try: print(f, eval(f))
    except Exception as e: print(f, type(e).__name__, e)
class C: x: int
class D: pass
for f in ["setattr(C,'__annotate__',3)","delattr(C,'__annotate__')","setattr(C,'__annotate__',lambda f:5)","C.__annotations__","setattr(C,'__annotate__',None)","C.__annotations__","setattr(C,'__annotations__',3)","C.__annotations__","delattr(C,'__annotations__')","delattr(C,'__annotations__')","D.__annotate__","sorted(k for k in D.__dict__ if 'ann' in k)","delattr(D,'__annotations__')","int.__annotations__","int.__annotate__","setattr(int,'__annotations__',1)","setattr(int,'__annotate__',None)","type.__annotations__", "object.__annotate__"]:
    try: print(f, eval(f))
    except Exception as e: print(f, type(e).__name__, e)
