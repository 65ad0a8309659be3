"""Durations and fixed zones: construction, messages, arithmetic."""
import os, time as _time
os.environ["TZ"] = "UTC"
_time.tzset()
import warnings
warnings.simplefilter("ignore")
from _datetime import *


def t(s):
    try:
        print(s.encode("ascii", "backslashreplace").decode(), "->", repr(eval(s)).encode("ascii", "backslashreplace").decode())
    except BaseException as e:
        print(s.encode("ascii", "backslashreplace").decode(), "!!", type(e).__name__, str(e).encode("ascii", "backslashreplace").decode())


D = timedelta
class F(float): pass
class BadF(float):
    def as_integer_ratio(self): return self.r
def bf(r):
    b = BadF(1.5)
    b.r = r
    return b


for s in '''timedelta()
timedelta(1,2,3,4,5,6,7)
timedelta(1,2,3,4,5,6,7,8)
timedelta(foo=1)
timedelta(days='x')
timedelta(days=None)
timedelta(days=1,seconds='x')
timedelta(1000000000)
timedelta(-999999999)
timedelta(-1000000000)
timedelta(1<<70)
timedelta(-1<<70)
timedelta(1e300)
timedelta(float('nan'))
timedelta(float('inf'))
timedelta(-float('inf'))
timedelta(seconds=1e20)
timedelta(days=1<<31)
timedelta(days=0.5)
timedelta(days=1.5,seconds=.25,microseconds=.5)
timedelta(microseconds=0.5)
timedelta(microseconds=1.5)
timedelta(microseconds=2.5)
timedelta(microseconds=-0.5)
timedelta(microseconds=-1.5)
timedelta(seconds=0.5/10**6)
timedelta(seconds=1.5/10**6)
timedelta(milliseconds=0.5/1000)
timedelta(hours=.2/10**6)
timedelta(days=.5, hours=.5/10**6)
timedelta(days=3,seconds=-86399,microseconds=999999999999)
str(timedelta(1,2,3))
str(timedelta(-1,2,3))
str(timedelta(-2,2))
str(timedelta(2))
repr(timedelta(1,2,3))
repr(timedelta())
repr(timedelta(-1,0,3))
repr(timedelta(0,0,3))
D(1)+1
D(1)-1
1-D(1)
D(1)*2
2*D(1)
D(1)*2.5
2.5*D(1)
D(1)*'x'
D(1)*D(1)
D(1)/2
D(1)/2.5
D(1)/D(2)
D(1)/0
D(1)/0.0
D(1)/D(0)
D(1)//2
D(1)//0
D(1)//2.5
D(1)//D(1,1)
D(1)//D(0)
D(1)%D(7,1)
D(1)%2
D(1)%D(0)
divmod(D(10),D(3))
divmod(D(10),3)
divmod(D(10),D(0))
D(1)*float('nan')
D(1)*float('inf')
D(1)/float('nan')
D(1)/float('inf')
D(1)*bf(1)
D(1)*bf((1,))
D(1)*bf((1,2))
D(1)*bf((1,2,3))
D(1)*bf((1,0))
D(1)*bf((2,'a'))
D(1)*bf((2.5,1))
D(1)/bf(1)
D(1)/bf((0,1))
D(1)/bf((1,0))
D.max+D(0,0,1)
D.min-D(0,0,1)
-D.min
abs(D(-1))
abs(D.min)
+D(1)
D(1)*(1<<80)
D(1)<1
D(1)==1
D(1)!=1
D(1)<D(2)
bool(D())
bool(D(0,0,1))
D(1,2,3).total_seconds()
D.max.total_seconds()
D(1,2,3).__reduce__()
D(1).days
D.resolution, D.min, D.max
D(days=1,seconds=F(1.5))
round(D(0,0,1)/2)
D(0,0,1)/2
D(0,0,3)/2
D(0,0,-1)/2
D(0,0,-3)/2
D(0,0,5)/-2
D(0,0,5)//-2
D(0,0,7)*0.5
D(0,0,7)/1.4
True*D(1)
D(1)*True
timezone()
timezone(1)
timezone(D(1))
timezone(-D(1))
timezone(D(hours=23,minutes=59,seconds=59,microseconds=999999))
timezone(D(hours=1))
timezone(D(hours=1),'x')
timezone(D(0))
timezone(D(0)) is timezone.utc
timezone(D(0),'UTC')
timezone(D(0),'UTC') is timezone.utc
timezone(D(0),1)
timezone(D(0),None)
timezone(offset=D(1,0,0)/3,name='q')
timezone(D(hours=1),'x',3)
timezone(D(hours=1),foo=1)
str(timezone(D(hours=-1,seconds=3,microseconds=4)))
str(timezone.utc)
repr(timezone.utc)
repr(timezone(D(0),'UTC'))
repr(timezone(D(0),'foo'))
timezone.utc.tzname(1)
timezone.utc.tzname(None)
timezone.utc.utcoffset(1)
timezone.utc.dst(1)
timezone.utc.fromutc(1)
timezone.utc.fromutc(datetime(1,2,3))
timezone(D(hours=1)).fromutc(datetime(1,2,3,tzinfo=timezone(D(hours=1))))
timezone(D(hours=1)).fromutc(datetime(1,2,3,tzinfo=timezone(D(hours=1),'z')))
timezone.utc.tzname()
timezone.utc.__getinitargs__()
timezone(D(hours=1),'z').__getinitargs__()
timezone.utc.__reduce__()
timezone.utc==timezone(D(0))
timezone.utc<timezone(D(0))
timezone.utc==1
timezone.min, timezone.max
tzinfo().utcoffset(None)
tzinfo().dst(None)
tzinfo().tzname(None)
tzinfo().fromutc(None)
tzinfo().fromutc(datetime(1,2,3))
tzinfo().fromutc(datetime(1,2,3,tzinfo=timezone.utc))
tzinfo().__reduce__()
hash(timezone.utc)==hash(D(0))
timezone(D(0,3600)).__reduce_ex__(2)
timezone(D(0,3600)).__copy__
hash(D(1,2,3))==hash((1,2,3))
hash(D(-1))==hash((-1,0,0))
type('X',(timezone,),{})
'''.splitlines():
    t(s)
