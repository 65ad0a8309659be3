import cyc1
b = hasattr(cyc1, "a")
