"""Keyword arguments, defaults, keyword-only parameters, `*args` and `**kwargs`, forwarded and unpacked."""
import sys


def area(width, height=2, *, scale=1, offset=0):
    return width * height * scale + offset


def gather(first, *rest, sep=1, **options):
    total = first + sep
    for x in rest:
        total += x
    for value in options.values():
        total += value
    return total


def forward(*args, **kwargs):
    return area(*args, **kwargs)


class Config:
    def __init__(self, host="h", port=80, *, debug=False, retries=3):
        self.host = host
        self.port = port
        self.debug = debug
        self.retries = retries

    def with_(self, port=None, debug=None):
        return Config(self.host, self.port if port is None else port, debug=self.debug if debug is None else debug)


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 16000
    total = 0
    config = Config()
    options = {"scale": 2, "offset": 5}
    pair = (3, 4)
    for i in range(n):
        total += area(i, height=3)
        total += area(width=i, scale=2, offset=1)
        total += area(5, 6, offset=i)
        total += gather(i, 1, 2, sep=3, x=4, y=5)
        total += forward(i, scale=3)
        total += area(*pair, **options)
        if i & 3 == 0:
            config = config.with_(port=i & 1023)
            total += config.port + config.retries + config.with_(debug=True).debug
    print("kwargs_calls", n, total)


main()
