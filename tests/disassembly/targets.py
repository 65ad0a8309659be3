a = b = c
(a, *b), o.x = c
o.x += 1
o[k] -= v
del a, o.x, o[k]
if (n := f()) > 1: pass
