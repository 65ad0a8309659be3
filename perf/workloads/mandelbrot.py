"""Escape times of the Mandelbrot set on a square grid."""
import sys


def escape(cr, ci, limit):
    zr = zi = 0.0
    for n in range(limit):
        r2 = zr * zr
        i2 = zi * zi
        if r2 + i2 > 4.0:
            return n
        zi = 2.0 * zr * zi + ci
        zr = r2 - i2 + cr
    return limit


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 90
    limit = 60
    total = inside = 0
    for row in range(size):
        ci = 2.4 * row / size - 1.2
        for col in range(size):
            n = escape(3.0 * col / size - 2.1, ci, limit)
            total += n
            if n == limit:
                inside += 1
    print("mandelbrot", size, total, inside)


main()
