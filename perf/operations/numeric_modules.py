"""datetime, decimal, fractions, math, statistics."""
import datetime
import decimal
import fractions
import math
import statistics

from harness import main, operation

D = decimal.Decimal


@operation(30000)
def datetime_arithmetic(n):
    start = datetime.datetime(2024, 1, 31, 12, 30)
    step = datetime.timedelta(hours=7, minutes=13)
    t = start
    for _ in range(n):
        t = t + step
        if t - start > datetime.timedelta(days=3650):
            t = start
    return t


@operation(20000)
def datetime_format(n):
    t = datetime.datetime(2024, 1, 31, 12, 30, 15, 123456, tzinfo=datetime.timezone.utc)
    total = 0
    for i in range(n):
        total += len(t.isoformat()) + t.weekday() + t.date().day
    return total


@operation(20000)
def datetime_parse(n):
    t = None
    for _ in range(n):
        t = datetime.datetime.fromisoformat("2024-05-17T10:11:12+02:00")
    return t


@operation(3000)
def datetime_strftime(n):
    t = datetime.datetime(2024, 1, 31, 12, 30, 15)
    total = 0
    for _ in range(n):
        total += len(t.strftime("%Y-%m-%d %H:%M:%S"))
    return total


@operation(30000)
def date_ordinals(n):
    total = 0
    for i in range(n):
        d = datetime.date.fromordinal(730000 + i)
        total += d.year + d.isocalendar()[1] + d.toordinal()
    return total


@operation(30000)
def decimal_arithmetic(n):
    a, b, total = D("1.1"), D("2.25"), D(0)
    for _ in range(n):
        total += a * b - b / D(3)
    return total


@operation(300)
def decimal_long(n):
    decimal.getcontext().prec = 200
    total = D(0)
    for i in range(1, n + 1):
        total += D(1) / D(i)
        total += D(i).sqrt()
    return str(total)[:50]


@operation(30000)
def decimal_text(n):
    total = 0
    for i in range(n):
        total += len(str(D("123.456") + i)) + int(D("7.9"))
    return total


@operation(5000)
def decimal_quantize(n):
    cent = D("0.01")
    total = D(0)
    for i in range(n):
        total += (D(i) / 7).quantize(cent, rounding=decimal.ROUND_HALF_UP)
    return total


@operation(3000)
def fraction(n):
    total = fractions.Fraction(0)
    for i in range(1, n + 1):
        total = (total + fractions.Fraction(1, i)).limit_denominator(1000)
    return total


@operation(100000)
def math_functions(n):
    total = 0.0
    for i in range(n):
        total += math.sin(i) + math.sqrt(i) + math.floor(i * 0.5) + math.gcd(i, 12) + math.hypot(i, 2.0)
    return total


@operation(50)
def math_sums(n):
    data = [i * 0.1 for i in range(1000)]
    total = 0.0
    for _ in range(n):
        total += math.fsum(data) + math.prod(data[1:10]) + math.comb(100, 50) + math.isqrt(10**50) + math.dist((1, 2), (3, 4)) + math.sumprod(data, data)
    return total


@operation(10)
def statistics_functions(n):
    data = [i * 0.1 for i in range(200)]
    total = 0.0
    for _ in range(n):
        total += statistics.fmean(data) + statistics.median(data) + statistics.stdev(data)
    return total


main()
