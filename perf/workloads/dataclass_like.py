"""What generated record classes do: many-field `__init__`, `__eq__` by tuples, `__repr__`, ordering, hashing, `replace`."""
import sys


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y, label="p"):
        self.x = x
        self.y = y
        self.label = label

    def __repr__(self):
        return f"{self.__class__.__qualname__}(x={self.x!r}, y={self.y!r}, label={self.label!r})"

    def __eq__(self, other):
        if other.__class__ is self.__class__:
            return (self.x, self.y, self.label) == (other.x, other.y, other.label)
        return NotImplemented

    def __lt__(self, other):
        if other.__class__ is self.__class__:
            return (self.x, self.y, self.label) < (other.x, other.y, other.label)
        return NotImplemented

    def __hash__(self):
        return hash((self.x, self.y, self.label))


class Item:
    def __init__(self, name, price, count, tags=None, origin=None):
        self.name = name
        self.price = price
        self.count = count
        self.tags = [] if tags is None else tags
        self.origin = origin

    def total(self):
        return self.price * self.count

    def replace(self, **changes):
        fields = {"name": self.name, "price": self.price, "count": self.count, "tags": self.tags, "origin": self.origin}
        fields.update(changes)
        return Item(**fields)


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 6000
    seen = {}
    same = less = length = 0
    previous = Point(0, 0)
    for i in range(n):
        point = Point(i % 50, i % 7)
        if point == previous:
            same += 1
        if point < previous:
            less += 1
        seen[point] = seen.get(point, 0) + 1
        previous = point
        if i % 16 == 0:
            length += len(repr(point))
    items = [Item(f"item{i}", i % 9, i % 4, origin=Point(i, i)) for i in range(n // 4)]
    total = sum(item.total() for item in items)
    for item in items:
        total += item.replace(count=2, price=item.price + 1).total()
    points = sorted(Point(i * 37 % 101, i % 3) for i in range(n // 8))
    print("dataclass_like", n, same, less, len(seen), length, total, points[0], points[-1])


main()
