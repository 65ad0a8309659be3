f(1, *a, 2, **k, z=3)
o.m(1, x=2)
f(x)(y).z[1:2]
print(*a)
