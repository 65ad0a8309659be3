import cyc2
a = 1
def g(): return cyc2.b
