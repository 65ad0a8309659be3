"""Planets under gravity, written with plain lists of floats. The size is the number of steps."""
import sys


def make_system():
    # [x, y, z, vx, vy, vz, mass]
    return [
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 40.0],
        [5.0, -1.0, 0.1, 0.6, 2.75, -0.02, 0.04],
        [8.5, 4.0, -0.4, -1.0, 1.8, 0.01, 0.012],
        [13.0, -15.0, -0.2, 1.1, 0.85, -0.01, 0.0017],
        [15.5, -26.0, 0.18, 0.98, 0.58, -0.03, 0.002],
    ]


def cancel_momentum(bodies):
    px = py = pz = 0.0
    for _, _, _, vx, vy, vz, m in bodies:
        px += vx * m
        py += vy * m
        pz += vz * m
    sun = bodies[0]
    sun[3] = -px / sun[6]
    sun[4] = -py / sun[6]
    sun[5] = -pz / sun[6]


def energy(bodies):
    total = 0.0
    n = len(bodies)
    for i in range(n):
        x, y, z, vx, vy, vz, m = bodies[i]
        total += 0.5 * m * (vx * vx + vy * vy + vz * vz)
        for j in range(i + 1, n):
            other = bodies[j]
            dx = x - other[0]
            dy = y - other[1]
            dz = z - other[2]
            total -= m * other[6] / (dx * dx + dy * dy + dz * dz) ** 0.5
    return total


def advance(bodies, pairs, dt, steps):
    for _ in range(steps):
        for a, b in pairs:
            dx = a[0] - b[0]
            dy = a[1] - b[1]
            dz = a[2] - b[2]
            d2 = dx * dx + dy * dy + dz * dz
            mag = dt / (d2 * d2 ** 0.5)
            am = a[6] * mag
            bm = b[6] * mag
            a[3] -= dx * bm
            a[4] -= dy * bm
            a[5] -= dz * bm
            b[3] += dx * am
            b[4] += dy * am
            b[5] += dz * am
        for body in bodies:
            body[0] += dt * body[3]
            body[1] += dt * body[4]
            body[2] += dt * body[5]


def main():
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    bodies = make_system()
    cancel_momentum(bodies)
    pairs = [(bodies[i], bodies[j]) for i in range(len(bodies)) for j in range(i + 1, len(bodies))]
    print("nbody", steps)
    print(f"{energy(bodies):.9f}")
    advance(bodies, pairs, 0.001, steps)
    print(f"{energy(bodies):.9f}")


main()
