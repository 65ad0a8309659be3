"""Zones read from files made here: TZ rules, gaps and overlaps, transitions, pickles, caches."""
import _zoneinfo, io, pickle, struct
import datetime as D
from zoneinfo import ZoneInfo
assert ZoneInfo is _zoneinfo.ZoneInfo
Z = ZoneInfo


def tz(s, transitions=(), periods=((0, 0, "UTC"),)):
    names = b"".join(p[2].encode() + b"\0" for p in periods)
    def block(size, code, transitions):
        at, infos = 0, b""
        for seconds, dst, name in periods:
            infos += struct.pack(">lbb", seconds, dst, at)
            at += len(name) + 1
        head = struct.pack(">4sc15x6l", b"TZif", b"3", 0, 0, 0, len(transitions), len(periods), len(names))
        times = b"".join(struct.pack(">" + code, t) for t, _ in transitions)
        return head + times + bytes(i for _, i in transitions) + infos + names
    data = block(4, "l", ()) + block(8, "q", transitions) + b"\n" + s + b"\n"
    return Z.from_file(io.BytesIO(data), key="k")


def t(s):
    try:
        print(s, "->", repr(eval(s)))
    except BaseException as e:
        print(s, "!!", type(e).__name__, e)


for s in r'''tz(b'UTC0').__reduce__()
tz(b'')
tz(b'PST8PDT')
tz(b'+11')
tz(b'AAA4BBB,J60,M9.2.1')
tz(b'GMT,M3.2.0/2,M11.1.0/3')
tz(b'GMT0+11,M3.2.0/2,M11.1.0/3')
tz(b'AAA25')
tz(b'AAA24')
tz(b'AAA4:60')
tz(b'AAA4BBB')
tz(b'AAA4BBB5')
tz(b'AAA4BBB5,')
tz(b'AAA4BBB,M13.1.1,M3.1.1')
tz(b'AAA4BBB,M1.6.1,M3.1.1')
tz(b'AAA4BBB,M1.1.7,M3.1.1')
tz(b'AAA4BBB,J0,J1')
tz(b'AAA4BBB,0,365')
tz(b'AAA4BBB,366,1')
tz(b'AAA4BBB,1/168,1')
tz(b'AAA4BBB,1/167,1/-167')
tz(b'<AAA4BBB')
tz(b'<A>4')
tz(b'AB4')
tz(b'AAA4\\xe9')
'''.splitlines():
    t(s)
for y in (2001,2004):
    for r in [f'{n}/0' for n in (0,1,30,31,58,59,60,61,364,365)]+[f'J{n}/0' for n in (1,58,59,60,61,364,365)]+['M2.5.0/0','M2.4.3/-5','M12.5.6/30']:
        z=tz(b'AAA0BBB,'+r.encode()+b',J200/0')
        u=D.datetime(y-1,12,25,tzinfo=D.timezone.utc); out=[]; prev=None
        for i in range(376*4):
            x=(u+D.timedelta(hours=6*i)).astimezone(z); 
            if prev is not None and x.tzname()!=prev: out.append((str(x)[:19],x.tzname(),x.fold))
            prev=x.tzname()
        print(y,r,out)

NEW_YORK = tz(b"EST5EDT,M3.2.0,M11.1.0",
    [(-2717650800, 1), (-1633280400, 2), (-1615140000, 1), (-1601830800, 2), (-1583690400, 1), (1173596400, 2), (1194156000, 1)],
    [(-17762, 0, "LMT"), (-18000, 0, "EST"), (-14400, 1, "EDT")])
for year in (1850, 1883, 1918, 1919, 1950, 2006, 2007, 2008, 2025, 9998):
    for month, day in ((1, 1), (3, 9), (3, 11), (3, 31), (7, 4), (10, 27), (11, 4), (11, 18), (12, 31)):
        for hour in (0, 1, 2, 3, 12):
            utc = D.datetime(year, month, day, hour, 30, tzinfo=D.timezone.utc)
            there = utc.astimezone(NEW_YORK)
            local = D.datetime(year, month, day, hour, 30, tzinfo=NEW_YORK)
            folded = local.replace(fold=1)
            print(there, there.fold, there.tzname(), there.dst(), there == utc, there.astimezone(D.timezone.utc) == utc,
                  local.utcoffset(), folded.utcoffset(), local.dst(), folded.tzname(), local == folded, hash(local) == hash(folded))
print(NEW_YORK.utcoffset(None), NEW_YORK.dst(None), NEW_YORK.tzname(None), NEW_YORK, repr(NEW_YORK), NEW_YORK.key)
for f in (lambda: pickle.dumps(NEW_YORK), lambda: NEW_YORK.fromutc(1), lambda: NEW_YORK.fromutc(D.datetime(2000, 1, 1)), lambda: Z.from_file(1),
          lambda: Z.from_file(io.BytesIO(b"")), lambda: Z.no_cache(1), lambda: Z(), lambda: Z("../x"),
          lambda: setattr(NEW_YORK, "key", 1), lambda: tz(b"", [(0, 7)]), lambda: Z.clear_cache(only_keys=1), lambda: Z.__init_subclass__()):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))


class Sub(ZoneInfo):
    pass


class Cache:
    def get(self, key, default=None):
        return 5


Sub._weak_cache = Cache()
try:
    Sub("x")
except RuntimeError as e:
    print(e)
