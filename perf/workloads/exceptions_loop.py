"""Raises, catches, re-raises and cleans up in loops."""
import sys


class AppError(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


class RetryError(AppError):
    pass


def risky(i):
    if i % 3 == 0:
        raise RetryError(i)
    if i % 5 == 0:
        raise AppError(i)
    if i % 7 == 0:
        raise ValueError("seven")
    return i


def guarded(i, log):
    try:
        return risky(i)
    except RetryError as e:
        return e.code + 1
    finally:
        log[0] += 1


def parse(text):
    try:
        return int(text)
    except ValueError:
        return -1


def lookup(table, key):
    try:
        return table[key]
    except KeyError:
        table[key] = len(table)
        return -1


def deep(n):
    if n == 0:
        raise AppError(99)
    deep(n - 1)


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
    log = [0]
    total = app = value = chained = 0
    for i in range(n):
        try:
            total += guarded(i, log)
        except AppError as e:
            app += e.code
        except ValueError as e:
            value += len(e.args[0])
    texts = ["12", "x", "7", "", "1e3", "99"]
    parsed = sum(parse(texts[i % 6]) for i in range(n // 2))
    table = {}
    found = sum(lookup(table, i % 300) for i in range(n))
    for i in range(n // 40):
        try:
            try:
                deep(10)
            except AppError as e:
                raise ValueError("outer") from e
        except ValueError as e:
            chained += e.__cause__.code
    print("exceptions_loop", n, total, app, value, log[0], parsed, found, chained)


main()
