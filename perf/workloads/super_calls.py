"""Cooperative methods: `super().method()` through single and multiple inheritance, `super().__init__` in deep hierarchies."""
import sys


class Shape:
    def __init__(self, name):
        self.name = name
        self.visits = 0

    def area(self):
        self.visits += 1
        return 0

    def scaled(self, k):
        return self.area() * k


class Rect(Shape):
    def __init__(self, name, w, h):
        super().__init__(name)
        self.w = w
        self.h = h

    def area(self):
        return super().area() + self.w * self.h


class Box(Rect):
    def __init__(self, name, w, h, d):
        super().__init__(name, w, h)
        self.d = d

    def area(self):
        return super().area() * 2 + self.d * (self.w + self.h) * 2


class Logged(Shape):
    def area(self):
        self.logged = self.logged + 1
        return super().area()


class Counted(Shape):
    counted = 0

    def area(self):
        self.counted += 1
        return super().area() + 1


class Audited(Logged, Counted, Box):
    def __init__(self, name, w, h, d):
        super().__init__(name, w, h, d)
        self.logged = 0

    def area(self):
        return super().area() - 1

    def scaled(self, k):
        return super().scaled(k + 1)


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 9000
    total = 0
    shapes = [Rect("r", 2, 3), Box("b", 2, 3, 4), Audited("a", 1, 2, 3)]
    for i in range(n):
        for shape in shapes:
            total += shape.area()
        total += shapes[2].scaled(i & 3)
        if i % 3 == 0:
            total += Audited("x", i, 1, 2).area()
    print("super_calls", n, total, shapes[2].visits, shapes[2].logged, shapes[2].counted)


main()
