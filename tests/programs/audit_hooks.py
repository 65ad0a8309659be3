# sys.addaudithook and sys.audit: what hooks hear, and how they forbid.
import sys

heard = []


def listen(event, args):
    if event in ("my.event", "other", "sys.addaudithook"):
        heard.append((event, args))
    if event == "import":
        heard.append((event, args[0], args[1], args[2] is sys.path, len(args)))
    if event == "other":
        raise ValueError("forbidden")


sys.audit("before", 1)
print(sys.addaudithook(listen))
print(sys.audit("my.event", 1, "two"), sys.audit("my.event"))
import colorsys

try:
    sys.audit("other")
except ValueError as e:
    print("refused", e)
print(heard)


def refuses(event, args):
    if event == "sys.addaudithook":
        raise RuntimeError("no more")
    if event == "import" and args[0] == "this":
        raise ImportError("not this")


sys.addaudithook(refuses)
added = []
sys.addaudithook(lambda *a: added.append(a))
sys.audit("x")
print(added)
try:
    import this
except ImportError as e:
    print(e)
for call in (lambda: sys.audit(), lambda: sys.audit(1)):
    try:
        call()
    except TypeError as e:
        print(e)
