# Sources and trees that nest deeply, in a thread with a small stack: an answer or an exception.
import ast
import symtable
import threading

SOURCES = {
    'subscripts': 'a' + '[0]' * 100000,
    'attributes': 'a.' * 100000 + 'b',
    'signs': '-' * 5900 + '1',
    'sums': '+'.join(['x'] * 100000),
    'conditions': 'x' + ' if y else z' * 20000,
}


def parse(source):
    ast.parse(source)


def scopes(source):
    symtable.symtable(source, 'f', 'exec')


def generate(source):
    compile(source, 'f', 'exec')


def work():
    for name, source in SOURCES.items():
        for step in parse, scopes, generate:
            try:
                step(source)
            except (MemoryError, RecursionError):
                pass
            print(step.__name__, name)


for size in (0, 1 << 18):
    threading.stack_size(size)
    t = threading.Thread(target=work)
    t.start()
    t.join()
