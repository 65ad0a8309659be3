# Signals: handlers, timers, interrupted sleeps, masks.
import signal, os, time
got = []
def handler(n, frame):
    got.append((n, frame.f_code.co_name))
def main():
    print(signal.signal(signal.SIGUSR1, handler))
    signal.raise_signal(signal.SIGUSR1)
    os.kill(os.getpid(), signal.SIGUSR1)
    for i in range(10):
        pass
    print(got)
main()
print(signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGUSR1) is handler, signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGPIPE))
signal.signal(signal.SIGALRM, lambda n, f: got.append('alarm'))
signal.setitimer(signal.ITIMER_REAL, 0.01)
t = time.monotonic()
time.sleep(0.05)
print(got[-1], time.monotonic() - t >= 0.05)
print(signal.strsignal(2), signal.valid_signals() >= {signal.SIGINT}, signal.getitimer(signal.ITIMER_REAL))
for x in ('signal.signal(0, handler)', 'signal.signal(99, handler)', 'signal.signal(2, 3)', 'signal.getsignal(-1)', 'signal.set_wakeup_fd(99)',
          'signal.signal(9, handler)', 'signal.pthread_sigmask(0, [100])', 'signal.setitimer(9, 1)'):
    try:
        print(eval(x))
    except Exception as e:
        print(type(e), e)
try:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(1)
except KeyboardInterrupt:
    print('interrupted')
signal.signal(signal.SIGALRM, lambda *a: 1 / 0)
try:
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    time.sleep(3)
except ZeroDivisionError:
    print('raised by the handler')
print(signal.sigtimedwait([signal.SIGUSR2], 0.01))
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
os.kill(os.getpid(), signal.SIGUSR2)
print(signal.sigpending(), signal.sigwait([signal.SIGUSR2]))
signal.signal(signal.SIGUSR1, signal.SIG_DFL)
signal.signal(signal.SIGALRM, signal.SIG_DFL)

for number in 1 << 1000, 65, 0, -1 << 70:
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, [number])
    except ValueError as e:
        print(e)
