"""Dense matrix product on lists of lists, triple loop."""
import sys


def make(n, seed):
    rows = []
    x = seed
    for _ in range(n):
        row = []
        for _ in range(n):
            x = (x * 1103515245 + 12345) % 2147483648
            row.append(x % 1000 / 100.0)
        rows.append(row)
    return rows


def multiply(a, b):
    n = len(a)
    m = len(b[0])
    inner = len(b)
    out = []
    for i in range(n):
        row_a = a[i]
        row = [0.0] * m
        for j in range(m):
            acc = 0.0
            for k in range(inner):
                acc += row_a[k] * b[k][j]
            row[j] = acc
        out.append(row)
    return out


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 65
    c = multiply(make(n, 1), make(n, 2))
    print("matmul", n, f"{sum(c[i][i] for i in range(n)):.4f}", f"{sum(map(sum, c)):.4f}")


main()
