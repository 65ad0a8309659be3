# Terminals through pseudo terminals, and the log's arithmetic.
import os
import pty
import syslog
import termios
import tty

master, slave = pty.openpty()
mode = termios.tcgetattr(slave)
print(len(mode), len(mode[6]), [type(m).__name__ for m in mode], mode[3] & termios.ICANON != 0, mode[4:6])
print(mode[6][termios.VINTR], mode[6][termios.VEOF], mode[6][termios.VMIN])
old = tty.setraw(slave)
raw = termios.tcgetattr(slave)
print(old == mode, raw[3] & (termios.ICANON | termios.ECHO | termios.ISIG), raw[1] & termios.OPOST, raw[6][termios.VMIN], raw[6][termios.VTIME])
os.write(master, b"ab\x03\n")
print(os.read(slave, 10))
raw[6][termios.VMIN] = b"\x02"
raw[4] = raw[5] = termios.B9600
termios.tcsetattr(slave, termios.TCSAFLUSH, raw)
now = termios.tcgetattr(slave)
print(now[6][termios.VMIN], now[4] == termios.B9600, now[5] == termios.B9600)
termios.tcsetattr(slave, termios.TCSANOW, mode)
print(termios.tcgetattr(slave) == mode)
os.write(master, b"line\n")
print(os.read(slave, 100), os.read(master, 100))
tty.setcbreak(slave)
print(termios.tcgetwinsize(slave), termios.tcsetwinsize(slave, (24, 80)), termios.tcgetwinsize(master), os.get_terminal_size(slave))
print(termios.tcflush(slave, termios.TCIOFLUSH), termios.tcflow(slave, termios.TCOON), termios.tcdrain(slave))
for call in (
    lambda: termios.tcgetattr(999),
    lambda: termios.tcgetattr("a"),
    lambda: termios.tcsetattr(slave, 0, tuple(mode)),
    lambda: termios.tcsetattr(slave, 0, mode[:5]),
    lambda: termios.tcsetattr(slave, 0, mode[:6] + [1]),
    lambda: termios.tcsetattr(slave, 0, mode[:6] + [["x"] * 32]),
    lambda: termios.tcsetattr(slave, 0, mode[:6] + [[b"xx"] * 32]),
    lambda: termios.tcsetattr(slave, 0, ["a"] + mode[1:]),
    lambda: termios.tcsetattr(slave, 77, mode),
    lambda: termios.tcsetwinsize(slave, (1, 2, 3)),
    lambda: termios.tcsetwinsize(slave, 3),
    lambda: termios.tcsetwinsize(slave, (3, 70000)),
    lambda: termios.tcflush(slave, 77),
):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__, e)
print(termios.error.__mro__, termios.error.__module__)

print(syslog.LOG_MASK(3), syslog.LOG_UPTO(3), syslog.setlogmask(255), syslog.LOG_LOCAL7, syslog.openlog("a", syslog.LOG_PID), syslog.closelog())
for args in (), (1,), (1, 2), (1, 2, 3), ("a\0b",):
    try:
        syslog.syslog(*args)
    except Exception as e:
        print(type(e).__name__, e)

pid, fd = pty.fork()
if pid == 0:
    os.write(1, b"tty" if os.isatty(0) and os.ttyname(0) else b"none")
    os._exit(3)
print(os.read(fd, 10), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
