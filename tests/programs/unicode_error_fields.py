for v in (None,[1,2],5,b'x','x','DEL'):
    for cls,a in ((UnicodeEncodeError,('u','x',0,1,'r')),(UnicodeDecodeError,('u',b'x',0,1,'r')),(UnicodeTranslateError,('x',0,1,'r'))):
        e=cls(*a)
        try:
            if v=='DEL': del e.object
            else: e.object=v
            print(cls.__name__,v,str(e))
        except Exception as x: print(cls.__name__,v,type(x).__name__,x)
e=UnicodeEncodeError('u','x',0,1,'r')
for n in ('start','end','encoding','reason'):
    for v in ('a',5,None,2**70,-3):
        e=UnicodeEncodeError('u','xyz',0,1,'r')
        try: setattr(e,n,v); print(n,v,str(e), repr(getattr(e,n)))
        except Exception as x: print(n,v,type(x).__name__,x)
    try: delattr(e,n); print(str(e))
    except Exception as x: print(n,'del',type(x).__name__,x)
print(repr(str(UnicodeEncodeError.__new__(UnicodeEncodeError))))
class S(bytes):
    def __getitem__(s,i): return 'q'
    def __len__(s): return 50
e=UnicodeDecodeError('u',b'xyz',0,1,'r'); e.object=S(b'x')
e.start=20; e.end=21
try: print(str(e))
except Exception as x: print(repr(x))
