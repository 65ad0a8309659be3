# faulthandler writes tracebacks to files; keywords of calls in classes are not mangled.
import faulthandler
import re
import signal
import os
import tempfile
import threading
import time


def shown(write):
    with tempfile.TemporaryFile() as file:
        write(file)
        file.seek(0)
        text = file.read().decode()
    text = re.sub(r'0x[0-9a-f]+ \[[^]]*\]', 'ID', text)
    text = re.sub(r'File ".*[/>]([^"]*)", line \d+', r'File "\1"', text)
    print(text, end='')


def dump(file):
    faulthandler.dump_traceback(file=file, all_threads=False)


shown(dump)
shown(lambda file: faulthandler.dump_traceback(file))


def at_signal(file):
    faulthandler.register(signal.SIGUSR1, file=file, all_threads=False)
    os.kill(os.getpid(), signal.SIGUSR1)
    print(faulthandler.unregister(signal.SIGUSR1), faulthandler.unregister(signal.SIGUSR1))


shown(at_signal)


def later(file):
    faulthandler.dump_traceback_later(0.05, file=file)
    time.sleep(0.3)
    faulthandler.cancel_dump_traceback_later()


shown(later)
print(faulthandler.is_enabled(), faulthandler.disable())
for wrong in (lambda: faulthandler.register(signal.SIGSEGV), lambda: faulthandler.dump_traceback_later(0),
              lambda: faulthandler.dump_traceback('x'), lambda: faulthandler.dump_traceback(-1)):
    try:
        wrong()
    except Exception as e:
        print(type(e).__name__, e)


def keywords(**given):
    return sorted(given)


class Caller:
    def call(self):
        return keywords(__private=1, **{'__other': 2})


print(Caller().call())

# Two threads read from one file: the second waits for the first.
r, w = os.pipe()
with open(r, 'rb') as reader, open(w, 'wb') as writer:
    got = []
    threads = [threading.Thread(target=lambda: got.append(len(reader.read(4)))) for _ in range(2)]
    for t in threads:
        t.start()
    time.sleep(0.05)
    writer.write(b'12345678')
    writer.flush()
    for t in threads:
        t.join()
print(got)
