print("b starts")
import refpkg.loop_a
from . import loop_a
try:
    from .loop_a import name as early
except ImportError as e:
    print(str(e).split(" (/")[0])
seen = hasattr(loop_a, "name")
name = "b"
