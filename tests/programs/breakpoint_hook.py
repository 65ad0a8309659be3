import sys,os
import warnings; warnings.simplefilter('ignore')
def t(v):
    os.environ['PYTHONBREAKPOINT']=v
    try: print(repr(v), breakpoint())
    except Exception as e: print(repr(v), repr(e))
for v in ('0','int','builtins.int','nope.nope','os.path.getcwdx','os.getpid.x','.','a.','.a','os.path.nope','..','int '): t(v)
sys.breakpointhook=lambda *a,**k:(a,k)
del sys.breakpointhook
try: breakpoint()
except RuntimeError as e: print(e)
