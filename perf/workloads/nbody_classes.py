"""The planets again, with vectors and bodies as classes and operator overloading."""
import sys


class Vec:
    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vec(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, k):
        return Vec(self.x * k, self.y * k, self.z * k)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    @property
    def norm(self):
        return self.dot(self) ** 0.5


class Body:
    def __init__(self, position, velocity, mass):
        self.position = position
        self.velocity = velocity
        self.mass = mass

    def kinetic(self):
        return 0.5 * self.mass * self.velocity.dot(self.velocity)

    def move(self, dt):
        self.position = self.position + self.velocity * dt


class System:
    def __init__(self, bodies):
        self.bodies = bodies

    def step(self, dt):
        bodies = self.bodies
        for i, a in enumerate(bodies):
            for b in bodies[i + 1 :]:
                d = a.position - b.position
                r = d.norm
                pull = dt / (r * r * r)
                a.velocity -= d * (b.mass * pull)
                b.velocity += d * (a.mass * pull)
        for body in bodies:
            body.move(dt)

    def energy(self):
        total = 0.0
        for i, a in enumerate(self.bodies):
            total += a.kinetic()
            for b in self.bodies[i + 1 :]:
                total -= a.mass * b.mass / (a.position - b.position).norm
        return total


def main():
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 1200
    system = System(
        [
            Body(Vec(0.0, 0.0, 0.0), Vec(0.0, 0.0, 0.0), 40.0),
            Body(Vec(5.0, -1.0, 0.1), Vec(0.6, 2.75, -0.02), 0.04),
            Body(Vec(8.5, 4.0, -0.4), Vec(-1.0, 1.8, 0.01), 0.012),
            Body(Vec(13.0, -15.0, -0.2), Vec(1.1, 0.85, -0.01), 0.0017),
        ]
    )
    print("nbody_classes", steps)
    print(f"{system.energy():.9f}")
    for _ in range(steps):
        system.step(0.001)
    print(f"{system.energy():.9f}")


main()
