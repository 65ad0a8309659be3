"""Processes: fork, waiting, exec, posix_spawn, subprocess."""
import os
import signal
import subprocess
import sys
import threading


def flushed(text):
    print(text, flush=True)


os.register_at_fork(
    before=lambda: flushed("before 1"),
    after_in_child=lambda: flushed("in the child"),
    after_in_parent=lambda: os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT) and flushed("in the parent"),
)
os.register_at_fork(before=lambda: flushed("before 2"))
pid = os.fork()
if pid == 0:
    os._exit(7)
pid_seen, status = os.waitpid(pid, 0)
print(pid_seen == pid, os.WIFEXITED(status), os.WEXITSTATUS(status), os.waitstatus_to_exitcode(status))
for bad in ({}, {"before": 5}):
    try:
        os.register_at_fork(**bad)
    except TypeError as e:
        print(e)

r, w = os.pipe()
pid = os.posix_spawn("/bin/sh", ["sh", "-c", "echo spawned $X"], {"X": "here"}, file_actions=[(os.POSIX_SPAWN_DUP2, w, 1)])
os.close(w)
print(os.read(r, 100), os.wait4(pid, 0)[1])
os.close(r)
for call in (
    lambda: os.posix_spawn("/nonexistent", ["x"], {}),
    lambda: os.posix_spawn("/bin/sh", [], {}),
    lambda: os.posix_spawn("/bin/sh", ["sh"], {}, file_actions=[(99,)]),
    lambda: os.posix_spawn("/bin/sh", ["sh"], {}, scheduler=(1,)),
    lambda: os.execv("/bin/sh", ()),
    lambda: os.execve("/bin/sh", ["sh"], {"a=b": "c"}),
    lambda: os.sched_setscheduler(0, 0, None),
    lambda: os.waitid(9, 9, 9),
    lambda: os.sysconf("SC_BOGUS"),
):
    try:
        call()
    except (OSError, TypeError, ValueError) as e:
        print(type(e).__name__, e)

print(subprocess.run(["echo", "hi"], capture_output=True))
print(subprocess.run("cat; echo $X >&2; exit 3", shell=True, input="in", text=True, capture_output=True, env={"X": "err"}))
print(subprocess.run(["pwd"], cwd="/", capture_output=True).stdout)
print(subprocess.run(["true"], preexec_fn=lambda: flushed("preexec")).returncode)
print(subprocess.run(["sh", "-c", "kill -9 $$"]).returncode)


def fail():
    raise ValueError


for arguments in (
    {"args": ["/nonexistent"]},
    {"args": ["true"], "cwd": "/nonexistent"},
    {"args": ["true"], "preexec_fn": fail},
    {"args": ["sleep", "5"], "timeout": 0.1},
):
    try:
        subprocess.run(**arguments)
    except (OSError, subprocess.SubprocessError) as e:
        print(type(e).__name__, e)

r, w = os.pipe()
child = [sys.executable, "-c", f"import os; os.write({w}, b'passed')"]
print(subprocess.run(child, pass_fds=[w]).returncode, os.read(r, 100))
print(subprocess.run(child, stderr=subprocess.DEVNULL).returncode)

# A child of a thread has that thread alone, which is the main one then.
result = []


def in_thread():
    p = subprocess.Popen(["sleep", "10"])
    p.terminate()
    result.append(p.wait())


t = threading.Thread(target=in_thread)
t.start()
t.join()
print(result == [-signal.SIGTERM])
children = [threading.Thread(target=lambda: result.append(subprocess.run(["true"]).returncode)) for _ in range(4)]
for t in children:
    t.start()
for t in children:
    t.join()
print(result[1:])
