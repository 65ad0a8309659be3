# Arithmetic far beyond 64 bits.
def fact(n):
    r = 1
    for i in range(2, n + 1):
        r *= i
    return r


f = fact(60)
print(f, f // fact(58), f % 10**9 + 7, -f // 10**70, -f % 10**70, divmod(-f, 7**30))
print(fact(200) % (10**9 + 7), len(str(fact(300))), sum(map(int, str(fact(300)))))
a, b = 3**200, 7**90
print(a * b, a - b, b - a, a // b, a % b, -a // b, -a % b, a // -b, a % -b)
print(a & b, a | b, a ^ b, ~a & b, -a & b, -a | b, -a ^ -b)
print(a << 3, a >> 150, -a >> 150, (a << 200) >> 200 == a, 1 << 500 == 2**500)
print(a < b, a > b, a == 3**200, a != b, hash(a) == hash(3**200), a.bit_length())
print(pow(3, 10**30, 10**9 + 7), pow(a, b, 97**20), pow(5, -1, 10**18 + 9))
print(hex(a), oct(b), bin(3**40), f"{a:x}", f"{a:,}"[:30], int(hex(a), 16) == a, int(str(a)) == a)
print(float(a), a / b, int(1e30), int(-1.5e20), 2**53 + 1 == float(2**53), float(2**53 + 1), a > 1e95, a < float("inf"))
for k in (47, 48, 49, 62, 63, 64, 127, 128):
    n = 1 << k
    print(k, n - 1, n, n + 1, -n - 1, -n, -n + 1, n * n, (n - 1) * (n + 1), n // 3, -n // 3, n % 1000, -n % 1000, n ^ (n - 1), -n >> 3, abs(-n), n + n - n, (n - n) + 1)
x = 1
for i in range(200):
    x = x * 3 + i
for i in range(199, -1, -1):
    x = (x - i) // 3
print(x)
def gcd(a, b):
    while b:
        a, b = b, a % b
    return a
print(gcd(fact(40), 2**100 * 3**7), gcd(3**100 * 5, 3**90 * 7))
def isqrt(n):
    x = 1 << (n.bit_length() + 1) // 2
    while True:
        y = (x + n // x) // 2
        if y >= x:
            return x
        x = y
print(isqrt(10**60), isqrt(2 * 10**100))
print(round(123456789012345678901234567890, -20), round(5 * 10**40, -41), round(15 * 10**40, -41))
print({2**70: "a"}[2**70], sorted([2**70, -2**70, 0, 2**64, 5.5, 2**65]), min(2**100, 2**99), sum([2**64] * 5), max(1.5, 2**80))
s = 0
for i in range(1, 100):
    s += (-1) ** i * i ** 20
print(s)
print(str(2**1000)[:20], len(str(2**1000)), int("9" * 50) + 1, -int("1" + "0" * 40))
