"""struct_time and other tuples with named fields; time's functions on tuples."""
import os
import pickle
import time


def attempt(f, *args, **kwargs):
    try:
        return f(*args, **kwargs)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


T = time.struct_time
print(T.n_fields, T.n_sequence_fields, T.n_unnamed_fields, T.__match_args__, time._STRUCT_TM_ITEMS)
for n in 8, 9, 10, 11, 12:
    print(attempt(T, range(n)))
print(attempt(T), attempt(T, range(9), {"x": 1}), attempt(T, range(9), 5), attempt(T, 5), attempt(T, range(9), {}, 1), sep="\n")
t = T(range(9), {"tm_zone": "Z", "tm_gmtoff": 7})
print(t.tm_zone, t.tm_gmtoff, t, t.__reduce__(), len(t), pickle.loads(pickle.dumps(t)).tm_zone)
print(t.__replace__(tm_year=5, tm_zone="q").tm_zone, attempt(t.__replace__, foo=1), attempt(t.__replace__, 1))
print(attempt(setattr, t, "tm_year", 1), attempt(setattr, t, "tm_zone", 1))
print(t == tuple(range(9)), hash(t) == hash(tuple(range(9))), t + (1,), t[1:3])
S = os.stat_result
print(S.n_fields, S.n_sequence_fields, S.n_unnamed_fields, S.__match_args__)
r = S(range(10))
print(r.st_atime, r.st_ino, r, r.__reduce__(), attempt(r.__replace__, st_mode=1), attempt(S, range(9)), sep="\n")
match t:
    case T(year, month, tm_zone="Z"):
        print(year, month)
print("== functions")
for f in time.asctime, time.mktime, time.gmtime, time.strftime:
    for args in (), ("x",), ((1, 2),), (None,):
        if args or f in (time.mktime, time.strftime):
            if f is not time.gmtime or args != (None,):
                print(f.__name__, args, attempt(f, *args))
one = (1,) * 8
for value in (2000, 13) + one[1:], (12345, 1, 0, 0, 0, 0, 0, 0, -1), (2**40,) + one, (-5,) + one, (2**31 - 1,) + one, (0,) * 9, (-(2**31),) + one:
    print(attempt(time.asctime, value))
F = "%Y %m %d %H %M %S %w %j"
for i, v in (1, -1), (1, 13), (2, 32), (3, 24), (4, 60), (5, 62), (6, -1), (6, -2), (6, 7), (7, -1), (7, 367), (8, -100), (8, 2**31):
    value = [2000] + [1] * 8
    value[i] = v
    print(i, v, attempt(time.strftime, F, tuple(value)))
for f in "é%Y\0x", "\ud800%Y\udcff", "%", "", "%4Y|%-d|%_H|%^a|%e|%Ey", "%" * 3 + "é":
    print(ascii(f), ascii(attempt(time.strftime, f, (2000,) + one)))
for zone in "America/New_York", "Asia/Kolkata", "XXX+3YYY":
    os.environ["TZ"] = zone
    time.tzset()
    for month in 1, 7:
        for dst in -1, 0, 1, 2:
            print(zone, month, dst, time.strftime("%z %Z %s", (2000, month, 1, 12, 0, 0, 5, 1, dst)))
    print(time.strftime("%z %Z", time.gmtime(0)), time.strftime("%z|%Z", T(range(1, 10), {"tm_zone": "QQ", "tm_gmtoff": -3600})))
    print(time.localtime(10**9).tm_zone, time.localtime(10**9).tm_gmtoff, time.strftime("%z|%Z", time.localtime(10**9)))
print(attempt(time.strftime, "%z|%Z", T(range(1, 10), {"tm_zone": 5})), attempt(time.strftime, "%z|%Z", T(range(1, 10), {"tm_gmtoff": "x"})))
for value in (2000, 15, 40, 30, 70, 70, 0, 0, -1), (2000, 1, 1, 0, 0, 0, 0, 0, 2**33), (2000, 1.5) + (0,) * 7, [1] * 9, one:
    print(attempt(time.mktime, value))
print(time.strptime("2 Mar 2020 +0130", "%d %b %Y %z"), time.strptime("+0130", "%z").tm_gmtoff)
