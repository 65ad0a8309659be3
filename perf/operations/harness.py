"""Runs one operation of a script: SCRIPT NAME COUNT. Without arguments the script lists its operations and their usual counts.

An operation is a function of the number of turns; what it does before its loop is subtracted by a run with a count of 0.
"""
import sys

OPERATIONS = {}


def operation(count):
    """Registers a function as an operation that is usually measured with `count` turns."""

    def register(function):
        OPERATIONS[function.__name__] = function, count
        return function

    return register


def main():
    if len(sys.argv) == 1:
        for name, (_, count) in OPERATIONS.items():
            print(name, count)
    else:
        print(OPERATIONS[sys.argv[1]][0](int(sys.argv[2])))
