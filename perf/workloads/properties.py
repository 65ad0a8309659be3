"""Properties read and written, computed attributes, a descriptor of our own, `__getattr__` behind it all."""
import sys


class Positive:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner):
        if instance is None:
            return self
        return instance.__dict__[self.name]

    def __set__(self, instance, value):
        if value < 0:
            value = -value
        instance.__dict__[self.name] = value


class Temperature:
    def __init__(self, kelvin):
        self._kelvin = kelvin

    @property
    def kelvin(self):
        return self._kelvin

    @kelvin.setter
    def kelvin(self, value):
        self._kelvin = value if value > 0 else 0

    @property
    def celsius(self):
        return self.kelvin - 273

    @celsius.setter
    def celsius(self, value):
        self.kelvin = value + 273


class Room(Temperature):
    area = Positive()

    def __init__(self, kelvin, area):
        super().__init__(kelvin)
        self.area = area

    @property
    def heat(self):
        return self.kelvin * self.area

    def __getattr__(self, name):
        return len(name)


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 24000
    rooms = [Room(270 + i, i - 5) for i in range(12)]
    total = 0
    for i in range(n):
        room = rooms[i % 12]
        room.celsius = room.celsius + (i & 3) - 1
        room.kelvin += 1
        if room.celsius > 40:
            room.celsius = 0
        total += room.heat
        if i % 8 == 0:
            room.area = (i % 5) - 2
            total += room.unknown
    print("properties", n, total, [room.celsius for room in rooms])


main()
