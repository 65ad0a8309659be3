print("a starts")
from . import loop_b
import refpkg.loop_b as b
name = "a"
print("a ends", b.name, loop_b.seen)
