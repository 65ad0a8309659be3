from . import z
deep = z + 1
