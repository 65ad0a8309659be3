"""Subclasses of dates, times, durations and zones: what arithmetic returns, pickles, attributes, cycles."""
import copy, datetime as D, gc, pickle
assert D.datetime.__module__ == "datetime"
import _datetime
assert D.date is _datetime.date


class Date(D.date):
    made = 0
    def __new__(cls, *args, **kwargs):
        cls.made += 1
        self = super().__new__(cls, *args, **kwargs)
        self.extra = 7
        return self


class DateTime(D.datetime):
    __slots__ = ("note",)


class Time(D.time):
    def isoformat(self, *args):
        return "sub " + super().isoformat(*args)


class Delta(D.timedelta):
    pass


class Zone(D.tzinfo):
    def __init__(self, hours=1):
        self.hours = hours
    def utcoffset(self, dt):
        return D.timedelta(hours=self.hours)
    def dst(self, dt):
        return D.timedelta(0)
    def tzname(self, dt):
        return "Z%d" % self.hours
    def __getinitargs__(self):
        return (self.hours,)


d = Date(2024, 2, 28)
print(repr(d), repr(d + D.timedelta(2)), repr(d - D.timedelta(1)), repr(d.replace(year=2023)), type(d - Date(2024, 1, 1)), Date.made)
print(repr(Date.today().replace(2000, 1, 1)), repr(Date.fromordinal(5)), repr(Date.fromisoformat("2020-02-02")), Date.fromisocalendar(2020, 1, 1))
x = DateTime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=Zone(2), fold=1)
x.note = "n"
for y in (x, x + D.timedelta(0, 0, 1), x.replace(fold=0), x.astimezone(D.timezone.utc), x.astimezone(Zone(-3)), x.combine(d, Time(1, 2)),
          DateTime.fromtimestamp(0, D.timezone.utc), DateTime.fromisoformat("2020-01-01T10:00+01:00"), DateTime.strptime("2020 3", "%Y %m")):
    print(type(y).__name__, y, y.fold, y.tzinfo and y.tzname())
print(type(x.date()), type(x.time()), type(x.timetz()), x.timetuple()[:], x.utctimetuple()[:])
t = Time(1, 2, 3, tzinfo=Zone())
print(str(t), repr(t.replace(tzinfo=None)), t.replace(hour=5), type(t.replace(hour=5)), t.utcoffset(), t.dst(), t.tzname(), f"{t:%H-%Z-%z}")
e = Delta(1, 2, 3)
print(repr(e), type(e + e), type(-e), type(e * 2), e == D.timedelta(1, 2, 3), hash(e) == hash(D.timedelta(1, 2, 3)))
for v in (d, x, t, e, D.date(1, 2, 3), D.time(4, 5, fold=1), D.datetime(1, 2, 3, 4, tzinfo=D.timezone(D.timedelta(hours=3), "three")),
          D.timedelta(-5, 4, 3), D.timezone.utc, D.timezone.min, Zone(4), D.date(2020, 5, 17).isocalendar()):
    for p in range(pickle.HIGHEST_PROTOCOL + 1):
        w = pickle.loads(pickle.dumps(v, p))
        assert type(w) is type(v) or isinstance(v, tuple), v
        assert isinstance(v, Zone) and w.hours == 4 or w == v, (v, w)
    w = copy.deepcopy(v)
    print(type(v).__name__, getattr(w, "extra", None), getattr(w, "fold", None), type(copy.copy(v)) is type(v))
print(pickle.loads(pickle.dumps(D.timezone.utc)) is D.timezone.utc, copy.copy(D.timezone.utc) is D.timezone.utc)
print(copy.replace(d, day=1), copy.replace(x, tzinfo=None), copy.replace(D.time(1), minute=5))
z = Zone()
z.self = DateTime(2000, 1, 1, tzinfo=z)
z.self.note = z
del z
class Probe(Zone):
    def __del__(self):
        print("gone")
z = Probe()
z.me = Date(1, 1, 1)
z.me.zone = z
del z
gc.collect()
match D.date(2020, 1, 2):
    case D.date(year=y, month=m):
        print("matched", y, m)
print(sorted([D.date(2020, 1, 2), D.date(2019, 5, 5), D.date.min]), max(D.timedelta(1), D.timedelta(0, 5)), sum([D.timedelta(1)] * 3, D.timedelta()))
print({D.date(2000, 1, 1): 1}[D.date(2000, 1, 1)], D.datetime(2000, 1, 1) in {D.datetime(2000, 1, 1, fold=1)})
