"""datetime: arithmetic, comparisons, text both ways, strftime and strptime, timezones, timedeltas, replacing, errors."""
import operator
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta, timezone, tzinfo

from inputs import integer, mutated, number, text

DIRECTIVES = "aAbBcdHIjmMpSUwWxXyYzZfGuV%:CDeFhklnrRtT"
JUNK = "0123456789-:T+Z.,W é/ \x00D"


class Odd(tzinfo):
    """A zone whose answers may be wrong."""

    def __init__(self, offset, dst=None, name="odd"):
        self.offset, self.saving, self.name = offset, dst, name

    def utcoffset(self, dt):
        return self.offset

    def dst(self, dt):
        return self.saving

    def tzname(self, dt):
        return self.name

    def __repr__(self):
        return f"Odd({self.offset!r}, {self.saving!r}, {self.name!r})"


class Folding(Odd):
    """An hour later in the second half of the year, one hour of which comes twice."""

    def utcoffset(self, dt):
        return timedelta(hours=1 if dt is not None and (dt.month, dt.fold) > (6, 0) else 0)

    def dst(self, dt):
        return self.utcoffset(dt)


def zone(r):
    k = r.below(20)
    if k < 9:
        return None
    if k < 12:
        return UTC
    if k < 17:
        return timezone(timedelta(minutes=r.between(-1439, 1439))) if r.chance(70) else timezone(timedelta(seconds=r.between(-86399, 86399), microseconds=r.pick([0, 0, 1, 999999])), *([text(r, 4)] if r.chance(30) else []))
    if k < 19:
        return Folding(None)
    return Odd(r.pick([None, timedelta(hours=5), timedelta(hours=24), timedelta(hours=-24), 5, "x", timedelta(0), timedelta(hours=1, microseconds=3)]),
               r.pick([None, timedelta(hours=1), timedelta(0), 3, timedelta(days=2)]), r.pick(["odd", None, 3, "é%Y", "\ud800", ""]))


def year(r):
    return r.pick([MINYEAR, MAXYEAR, 1970, 1900, 2000, 2024, 1969, 999, 1001, 10, 68, 69]) if r.chance(40) else r.between(1, 9999)


def a_date(r):
    return date(year(r), r.between(1, 12), r.between(1, 28)) if r.chance(70) else date.fromordinal(r.between(1, date.max.toordinal()) if r.chance(80) else r.pick([1, date.max.toordinal(), 366, 719163]))


def microseconds(r):
    return r.pick([0, 0, 1, 999999, 500000, 1000, 123000, r.below(1000000)])


def clock(r):
    return r.pick([0, 23, r.below(24)]), r.pick([0, 59, r.below(60)]), r.pick([0, 59, r.below(60)]), microseconds(r)


def a_time(r):
    return time(*clock(r), tzinfo=zone(r), fold=r.below(5) == 0)


def a_datetime(r):
    d = a_date(r)
    return datetime(d.year, d.month, d.day, *clock(r), tzinfo=zone(r), fold=r.below(5) == 0)


def delta(r):
    k = r.below(8)
    if k == 0:
        return r.pick([timedelta.min, timedelta.max, timedelta.resolution, timedelta(0), -timedelta.resolution, timedelta(1), timedelta(-1)])
    if k < 4:
        return timedelta(days=r.between(-400, 400), seconds=r.below(86400), microseconds=microseconds(r))
    if k == 4:
        return timedelta(microseconds=r.between(-10**6, 10**6))
    if k == 5:
        return timedelta(seconds=r.between(-86400, 86400))
    return timedelta(days=r.between(-999999999, 999999998), seconds=r.below(86400), microseconds=microseconds(r))


def moment(r):
    return r.pick([a_date, a_datetime, a_datetime, a_time])(r)


def anything(r):
    return r.pick([a_date, a_datetime, a_datetime, a_time, delta, delta])(r)


def factor(r):
    k = r.below(10)
    return r.between(-10, 10) if k < 4 else number(r) if k < 7 else integer(r, 90) if k < 9 else delta(r)


def field(r, low, high):
    return r.between(low, high) if r.chance(90) else r.pick([low - 1, high + 1, integer(r, 70), 1.5, "1", None, True])


def build(kind, args, keywords):
    return kind(*args, **keywords)


def parts(r, kind):
    if kind is timedelta:
        names = ["days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"]
        return (), {n: r.pick([r.between(-100, 100), number(r), integer(r, 70), "x" if r.chance(5) else 1]) for n in names if r.chance(30)}
    args = []
    if kind is not time:
        args += [field(r, 1, 9999), field(r, 1, 12), field(r, 1, 31)]
    if kind is not date:
        args += [field(r, 0, 23), field(r, 0, 59), field(r, 0, 59), field(r, 0, 999999)][:r.below(5)]
    keywords = {}
    if kind is not date and r.chance(30):
        keywords["tzinfo"] = zone(r) if r.chance(90) else "UTC"
    if kind is not date and r.chance(20):
        keywords["fold"] = r.pick([0, 1, 1, 2, -1, "x"])
    if r.chance(3):
        args = args[:-1]
    return tuple(args), keywords


def replacements(r, value):
    names = {"year": (1, 9999), "month": (1, 12), "day": (1, 31)} if isinstance(value, date) else {}
    if not isinstance(value, date) or isinstance(value, datetime):
        names |= {"hour": (0, 23), "minute": (0, 59), "second": (0, 59), "microsecond": (0, 999999), "fold": (0, 1)}
    keywords = {n: field(r, *bounds) for n, bounds in names.items() if r.chance(20)}
    if r.chance(15):
        keywords["tzinfo"] = zone(r)
    return keywords


def replace(value, keywords):
    return value.replace(**keywords)


def pattern(r, directives):
    s = ""
    for _ in range(r.between(1, 5)):
        s += r.pick(["", "", "-", " ", ":", "é", "中", "%%"]) + "%" + r.pick(directives)
    if r.chance(4):
        s += r.pick(["%", "\x00", "\ud800", "%E", "%-d", "%:z", "%Q"])
    return s


def iso(r):
    """ISO 8601 text made by hand."""
    y, m, d = r.between(0, 9999), r.between(0, 13), r.between(0, 32)
    if r.chance(80):
        y, m, d = r.between(1, 9999), r.between(1, 12), r.between(1, 28)
    w = r.between(1, 52) if r.chance(90) else r.between(0, 54)
    s = r.pick([f"{y:04}-{m:02}-{d:02}", f"{y:04}-{m:02}-{d:02}", f"{y:04}{m:02}{d:02}", f"{y:04}-W{w:02}-{r.between(0, 8)}", f"{y:04}W{w:02}{r.between(1, 7)}", f"{y:04}-W{w:02}", f"{y:04}-{m:02}"])
    return s


def iso_time(r):
    h, m, sec = r.between(0, 24) if r.chance(10) else r.below(24), r.between(0, 60) if r.chance(5) else r.below(60), r.below(60)
    s = r.pick([f"{h:02}:{m:02}:{sec:02}", f"{h:02}:{m:02}", f"{h:02}", f"{h:02}{m:02}{sec:02}", f"{h:02}{m:02}", "24:00", "24:00:00.000000"])
    if r.chance(40) and len(s) > 5:
        s += r.pick(".,") + "".join([r.pick("0123456789") for _ in range(r.pick([1, 2, 3, 6, 6, 7, 9]))])
    if r.chance(45):
        s += r.pick(["Z", "+00:00", f"{r.pick('+-')}{r.below(24):02}:{r.below(60):02}", f"{r.pick('+-')}{r.below(25):02}{r.below(60):02}", f"{r.pick('+-')}{r.below(24):02}",
                     f"{r.pick('+-')}{r.below(24):02}:{r.below(60):02}:{r.below(60):02}", f"-00:00:{r.below(60):02}.{r.below(1000000):06}"])
    return s


ARITHMETIC = [operator.add, operator.sub, operator.sub, operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge]
DELTAS = [operator.mul, operator.truediv, operator.floordiv, operator.mod, divmod, operator.add, operator.sub]


def shown(value):
    return repr(value), str(value), value.__reduce__() if type(value) is not datetime or value.tzinfo is None else None


def attributes(value):
    """Everything that takes no arguments."""
    out = [hash(value)]
    for name in ("weekday", "isoweekday", "isocalendar", "toordinal", "timetuple", "utctimetuple", "ctime", "isoformat", "utcoffset", "dst", "tzname", "date", "time", "timetz", "total_seconds"):
        method = getattr(value, name, None)
        if method is not None:
            try:
                out.append(method())
            except Exception as e:
                out.append(f"{type(e).__name__}: {e}")
    return out


def timestamp(value, zone):
    return value.timestamp(), datetime.fromtimestamp(value.timestamp(), zone)


def isoformat(value, args):
    return value.isoformat(*args)


def strptime(kind, s, f):
    return kind.strptime(s, f)


def there_and_back(value, f):
    return type(value).strptime(value.strftime(f), f)


def astimezone(value, tz):
    return value.astimezone(tz)


def case(r):
    k = r.below(28)
    if k < 6:
        f = r.pick(ARITHMETIC)
        a, b = anything(r), anything(r)
        if r.chance(50):
            b = r.pick([delta(r), type(a) is timedelta and delta(r) or moment(r)])
        return f.__name__, f, (a, b) if r.chance(80) else (b, a)
    if k < 9:
        f = r.pick(DELTAS)
        a, b = delta(r), factor(r)
        return f.__name__, f, (a, b) if r.chance(85) else (b, a)
    if k == 9:
        return "show", shown, (anything(r),)
    if k < 12:
        return "attributes", attributes, (anything(r),)
    if k < 14:
        kind = r.pick([date, time, datetime, timedelta])
        return kind.__name__, build, (kind, *parts(r, kind))
    if k == 14:
        value = moment(r)
        return "replace", replace, (value, replacements(r, value))
    if k == 15:
        value = r.pick([a_time, a_datetime])(r)
        args = (r.pick(["T", " ", "é", "中", "ab" if r.chance(10) else "-"]),) if type(value) is datetime else ()
        if r.chance(80):
            args += (r.pick(["auto", "hours", "minutes", "seconds", "milliseconds", "microseconds", "days"]),)
        return "isoformat", isoformat, (value, args if type(value) is datetime or args else args)
    if k < 20:
        j = r.below(6)
        if j == 0:
            s, kind = iso(r), date
        elif j == 1:
            s, kind = r.pick(["", "", "T"]) + iso_time(r), time
        elif j == 2:
            value = moment(r)
            if isinstance(value, date) and type(value) is datetime and isinstance(value.tzinfo, Odd):
                value = value.replace(tzinfo=None)
            if type(value) is time:
                value = value.replace(tzinfo=None)
            s, kind = value.isoformat(), type(value)
        else:
            s, kind = iso(r) + (r.pick(["T", " ", "é", "中", "\ud800", ""]) + iso_time(r) if r.chance(90) else ""), datetime
        if r.chance(30):
            s = mutated(r, s, JUNK)
        return f"{kind.__name__}.fromisoformat", kind.fromisoformat, (s,)
    if k < 22:
        value = moment(r)
        return "strftime", type(value).strftime, (value, pattern(r, DIRECTIVES))
    if k == 22:
        value = moment(r)
        return "format", format, (value, r.pick(["", "%Y", "%H:%M", "x"]))
    if k == 23:
        value = a_datetime(r)
        if isinstance(value.tzinfo, Odd):
            value = value.replace(tzinfo=None)
        f = r.pick(["%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S%z", "%c", "%x %X", "%d %b %y", "%A %d %B %Y", "%Y %j", "%G-W%V-%u", "%Y %W %w", "%Y %U %a", "%I:%M %p", "%d/%m/%y %H%M%S", "%y%m%d%z", pattern(r, "aAbBdHIjmMpSyYzfGuVUwW")])
        return "there and back", there_and_back, (value, f)
    if k == 24:
        value = a_datetime(r)
        f = r.pick(["%Y-%m-%d %H:%M:%S", "%d %b %y", "%H:%M:%S.%f", "%Y-%m-%d%z", "%j %Y", "%G %V %u", "%d", "%m/%d"]) if r.chance(80) else pattern(r, DIRECTIVES)
        kind = r.pick([datetime, datetime, datetime, date, time])
        try:
            s = value.replace(tzinfo=None).strftime(f)
        except ValueError:
            s = "2024"
        return f"{kind.__name__}.strptime", strptime, (kind, mutated(r, s, JUNK) if r.chance(60) else s, f)
    if k == 25:
        j = r.below(4)
        if j == 0:
            return "timestamp", timestamp, (a_datetime(r), r.pick([None, UTC, zone(r)]))
        if j == 1:
            return "fromtimestamp", r.pick([datetime.fromtimestamp, date.fromtimestamp]) if r.chance(60) else datetime.fromtimestamp, (r.pick([number(r), integer(r, 45), r.between(-10**10, 10**11) / 1000]), *[UTC][:0])
        if j == 2:
            return "fromordinal", r.pick([date, datetime]).fromordinal, (r.pick([r.between(-2, 3652061), integer(r, 70)]),)
        return "fromisocalendar", r.pick([date, datetime]).fromisocalendar, (field(r, 1, 9999), field(r, 1, 53), field(r, 1, 7))
    if k == 26:
        return "astimezone", astimezone, (a_datetime(r), zone(r) if r.chance(95) else "x")
    j = r.below(4)
    if j == 0:
        return "timezone", timezone, (r.pick([delta(r), timedelta(minutes=r.between(-1441, 1441)), 5 if r.chance(10) else timedelta(0)]), *([text(r, 4) if r.chance(90) else None] if r.chance(40) else []))
    if j == 1:
        return "combine", datetime.combine, (a_date(r), a_time(r), *([zone(r)] if r.chance(30) else []))
    if j == 2:
        return "zone methods", zone_methods, (zone(r) or UTC, r.pick([a_datetime(r), None, 5 if r.chance(20) else None]))
    return "unary", r.pick([operator.neg, operator.pos, abs, bool, hash, repr, str]), (delta(r),)


def zone_methods(tz, value):
    out = [repr(tz), str(tz)]
    for name in ("utcoffset", "dst", "tzname", "fromutc"):
        try:
            out.append(getattr(tz, name)(value))
        except Exception as e:
            out.append(f"{type(e).__name__}: {e}")
    return out
