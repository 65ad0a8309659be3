"""Random dates, times and durations: arithmetic, comparison, text; what comes out is shown as digests and samples."""
import os, time as _time
os.environ["TZ"] = "CET-1CEST,M3.5.0,M10.5.0/3"
_time.tzset()
import random, sys, zlib
from _datetime import *
R=random.Random(7)
out=[]
def t(f):
    try: out.append(repr(f()))
    except Exception as e: out.append(type(e).__name__+': '+str(e))
def rd(): return date.fromordinal(R.randint(1,3652059)) if R.random()<.8 else R.choice([date.min,date.max,date(2000,2,29),date(1999,12,31),date(2020,1,1),date(1970,1,1)])
def rtd():
    k=R.random()
    if k<.3: return timedelta(R.randint(-400,400),R.randint(-90000,90000),R.randint(-10**6,10**6))
    if k<.6: return timedelta(R.randint(-4000000,4000000),R.randint(0,86399),R.randint(0,999999))
    if k<.8: return timedelta(microseconds=R.randint(-10**R.randint(1,19),10**R.randint(1,19)))
    return R.choice([timedelta.min,timedelta.max,timedelta(0),timedelta(1),timedelta(-1),timedelta(0,1),timedelta(0,0,1),timedelta(0,0,-1)])
def rtz():
    k=R.random()
    if k<.4: return None
    if k<.5: return timezone.utc
    return timezone(timedelta(seconds=R.randint(-86399,86399),microseconds=R.choice([0,0,0,1,999999])) if R.random()<.5 else timedelta(minutes=15*R.randint(-95,95)))
def rt(): return time(R.randint(0,23),R.randint(0,59),R.randint(0,59),R.choice([0,0,1,500000,999999,R.randint(0,999999)]),rtz(),fold=R.randint(0,1))
def rdt():
    x=datetime.combine(rd(),rt()); return x
def num(): return R.choice([R.randint(-10,10),R.randint(-10**6,10**6),R.random()*10,R.uniform(-1e6,1e6),R.uniform(-1e-6,1e-6),0,0.0,1,-1,0.5,1.5,2.5,1e300,10**30,float('inf'),float('nan')])
N=60
import operator as o
for i in range(N):
    a,b,c,d,e=rd(),rd(),rtd(),rtd(),rdt(); f=rdt(); g,h=rt(),rt(); n=num(); m=num()
    t(lambda:(a,b,c,d,e,f,g,h,n,m))
    for x in (a,b,c,d,e,f,g,h): t(lambda:str(x)); 
    for x,y in ((a,b),(a,c),(c,a),(c,d),(e,f),(e,c),(c,e),(g,h),(c,n),(n,c),(e,a),(g,c)):
        for op in (o.add,o.sub,o.mul,o.truediv,o.floordiv,o.mod,divmod,o.lt,o.le,o.eq,o.ne,o.gt,o.ge):
            t(lambda:op(x,y))
    for x in (c,d): t(lambda:-x); t(lambda:abs(x)); t(lambda:(x.days,x.seconds,x.microseconds)); t(x.total_seconds); t(lambda:hash(x))
    for x in (a,e):
        t(x.isocalendar); t(x.timetuple); t(x.weekday); t(x.isoweekday); t(x.toordinal); t(x.ctime); t(x.__reduce__); t(lambda:x.replace(year=R.randint(1,10001)-0 if 0 else 2003)); t(lambda:type(x).fromisoformat(x.isoformat()))
    for x in (e,g):
        for sp in ('auto','hours','minutes','seconds','milliseconds','microseconds'): t(lambda:x.isoformat(timespec=sp))
        t(x.utcoffset);t(x.tzname);t(x.dst);t(lambda:x.__reduce_ex__(4)); t(lambda:type(x).fromisoformat(x.isoformat()))
    t(lambda:e.utctimetuple()); t(lambda:e.timestamp()); t(lambda:e.astimezone(timezone.utc)); t(lambda:e.astimezone(timezone(timedelta(minutes=R.randint(-1000,1000))))); t(lambda:e.astimezone())
    t(lambda:datetime.fromtimestamp(R.uniform(-6e10,2.5e11)))
    t(lambda:datetime.fromtimestamp(R.uniform(-6e10,2.5e11),timezone.utc))
    t(lambda:date.fromtimestamp(R.uniform(-6e10,2.5e11)))
    t(lambda:datetime.fromtimestamp(R.randint(-62135596800-10**6,-62135596800+10**6),timezone.utc))
    t(lambda:datetime.fromtimestamp(R.randint(253402300799-10**6,253402300799+10**6)))
    t(lambda:timedelta(days=n,hours=m)); t(lambda:timedelta(weeks=m,seconds=n,microseconds=m)); t(lambda:timedelta(minutes=n,milliseconds=m))
    fmt=''.join(R.choice(['%Y','%m','%d','%f','%z','%:z','%Z','%%','%','%:','a','%j','%G','%V','%u','%C','%F','%H','%y','%p','é','%D','%T','%c','%x','%s','\ud800','€']) for _ in range(R.randint(0,6)))
    if '%s' in fmt: fmt=fmt.replace('%s','')
    for x in (a,e,g): t(lambda:x.strftime(fmt))
    s=e.isoformat(); s=list(s)
    for _ in range(R.randint(1,3)):
        k=R.randint(0,len(s)-1) if s else 0
        r=R.random()
        if r<.4 and s: s[k]=R.choice('0123456789-:+TZW., é\ud800x')
        elif r<.7 and s: del s[k]
        else: s.insert(k,R.choice('0123456789-:+TZW., 9'))
    s=''.join(s)
    for T in (date,time,datetime): t(lambda:(s,T.fromisoformat(s)))
    y=R.randint(1,9999); w=R.randint(0,54); dd=R.randint(0,8)
    base=R.choice(['%04d-W%02d-%d','%04dW%02d%d','%04d-W%02d','%04dW%02d','%04d%02d%d','%04d-%02d-%02d','%04d%02d%02d'])
    s=base%((y,w,dd)[:base.count('%')]); s+=R.choice(['','T','-','1','x',' '])+R.choice(['','10','1011','10:11','101112','10:11:12','10:11:12.5','10:11:12.1234567','101112,12','24','2400','24:00:00','10:11:12.','10:','1','123','10:1112','10:11:1'])+R.choice(['','Z','+01','+0102','-01:02','+00:00','-00:00:00.5','+','+1','Zx','+01:02:03.000001','+25:00','+24:00'])
    for T in (date,time,datetime): t(lambda:(s,T.fromisoformat(s)))
    t(lambda:date.fromisocalendar(y,w,dd))
text = [x.encode("utf-8", "surrogatepass") for x in out]
for i in range(0, len(text), 50):
    print(i, "%08x" % zlib.crc32(b"\n".join(text[i:i + 50])), ascii(out[i])[:150])
