"""Determinant of a matrix by elimination over a hand-written rational number class."""
import sys


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


class Fraction:
    def __init__(self, num, den=1):
        if den < 0:
            num, den = -num, -den
        g = gcd(abs(num), den)
        self.num = num // g
        self.den = den // g

    def __add__(self, other):
        return Fraction(self.num * other.den + other.num * self.den, self.den * other.den)

    def __sub__(self, other):
        return Fraction(self.num * other.den - other.num * self.den, self.den * other.den)

    def __mul__(self, other):
        return Fraction(self.num * other.num, self.den * other.den)

    def __truediv__(self, other):
        if other.num == 0:
            raise ZeroDivisionError("Fraction division by zero")
        return Fraction(self.num * other.den, self.den * other.num)

    def __neg__(self):
        return Fraction(-self.num, self.den)

    def __bool__(self):
        return self.num != 0

    def __eq__(self, other):
        return self.num == other.num and self.den == other.den

    def __repr__(self):
        return f"{self.num}/{self.den}" if self.den != 1 else str(self.num)


def determinant(rows):
    rows = [row[:] for row in rows]
    n = len(rows)
    result = Fraction(1)
    for col in range(n):
        pivot = next((r for r in range(col, n) if rows[r][col]), None)
        if pivot is None:
            return Fraction(0)
        if pivot != col:
            rows[col], rows[pivot] = rows[pivot], rows[col]
            result = -result
        lead = rows[col][col]
        result = result * lead
        for r in range(col + 1, n):
            factor = rows[r][col] / lead
            if factor:
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[col])]
    return result


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 18
    hilbert = [[Fraction(1, i + j + 1) for j in range(n)] for i in range(n)]
    pattern = [[Fraction((i * 7 + j * 3) % 11 - 5, (i + j) % 4 + 1) for j in range(n)] for i in range(n)]
    d = determinant(hilbert)
    print("fractions_det", n, d.num, len(str(d.den)))
    d = determinant(pattern)
    print(len(repr(d)), d.num % 1000003, d.den % 1000003, d == determinant(pattern))


main()
