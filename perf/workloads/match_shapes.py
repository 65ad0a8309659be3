"""Dispatches over classes, literals, tuples, lists and dicts with `match`."""
import sys


class Circle:
    __match_args__ = ("radius",)

    def __init__(self, radius):
        self.radius = radius


class Rectangle:
    __match_args__ = ("width", "height")

    def __init__(self, width, height):
        self.width = width
        self.height = height


class Group:
    __match_args__ = ("members", "scale")

    def __init__(self, members, scale):
        self.members = members
        self.scale = scale


class Label:
    def __init__(self, text, at):
        self.text = text
        self.at = at


def area(shape):
    match shape:
        case Circle(0):
            return 0
        case Circle(r):
            return 3 * r * r
        case Rectangle(w, h) if w == h:
            return w * w
        case Rectangle(w, h):
            return w * h
        case Group([], _):
            return 0
        case Group([only], scale):
            return area(only) * scale
        case Group([first, *rest], scale):
            return (area(first) + sum(map(area, rest))) * scale
        case Label(text=str(text), at=(x, y)):
            return len(text) + x + y
        case int() | float():
            return shape
        case None:
            return 1
    return -1


def step(stack, instruction):
    match instruction:
        case ("push", value):
            stack.append(value)
        case ("add",):
            stack.append(stack.pop() + stack.pop())
        case ("mul",):
            stack.append(stack.pop() * stack.pop() % 10007)
        case ("dup",):
            stack.append(stack[-1])
        case ("swap", 0 | 1):
            stack[-1], stack[-2] = stack[-2], stack[-1]
        case ["jump", int(n), *_] if n > 0:
            return n
        case ["call", [name, *arguments]]:
            stack.append(len(name) + sum(arguments))
        case _:
            raise ValueError(instruction)
    return 1


def handle(event):
    match event:
        case {"type": "click", "at": [x, y]}:
            return x + y
        case {"type": "key", "key": "q" | "x"}:
            return 1
        case {"type": "key", "key": key, "shift": True}:
            return len(key) * 2
        case {"type": "key", "key": key}:
            return len(key)
        case {"type": "resize", **rest}:
            return len(rest)
        case {}:
            return 0


def classify(n):
    match n % 12:
        case 0:
            return "zero"
        case 1 | 3 | 5 | 7:
            return "odd"
        case 2 | 4:
            return "small even"
        case k if k > 9:
            return "large"
        case _:
            return "rest"


def weight(word):
    match word:
        case "zero":
            return 1
        case "small even" | "large even":
            return 2
        case "odd":
            return 3
        case "large":
            return 4
    return 5


SHAPES = [
    Circle(2), Rectangle(3, 4), Rectangle(5, 5), Circle(0), Label("text", (1, 2)), 7, 2.5, None, "unknown",
    Group([], 1), Group([Circle(1)], 2), Group([Rectangle(1, 2), Circle(3), Label("x", (0, 1))], 3),
]
PROGRAM = [
    ("push", 3), ("dup",), ("mul",), ("push", 4), ("swap", 1), ("add",), ["jump", 2, "comment"], ("push", 1000),
    ["call", ["name", 1, 2]], ("add",), ("push", 5), ("mul",),
]
EVENTS = [
    {"type": "click", "at": [1, 2]}, {"type": "key", "key": "q"}, {"type": "key", "key": "enter", "shift": True},
    {"type": "key", "key": "a", "shift": False}, {"type": "resize", "width": 3, "height": 4}, {"type": "other"},
]


def main():
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
    total = 0
    for i in range(turns):
        for shape in SHAPES:
            total += area(shape)
        stack = [i % 100]
        at = 0
        while at < len(PROGRAM):
            at += step(stack, PROGRAM[at])
        total += stack[-1]
        for event in EVENTS:
            total += handle(event)
        for n in range(i, i + 8):
            total += weight(classify(n))
    print("match_shapes", turns, total)


main()
