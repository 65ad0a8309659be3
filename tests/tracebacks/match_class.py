class Point:
    __match_args__ = ("x", "y")
    x = 1
    y = 2


def where(p):
    match p:
        case [1, 2]:
            return 1
        case Point(x=1, y=2) if p.z:
            return 2


def arguments(p):
    match p:
        case {"a": 1} | Point(1, 2, 3):
            return 1


try:
    where(Point())
except AttributeError as e:
    arguments(Point())
