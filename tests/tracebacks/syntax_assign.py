def g(a):
    a + 1 = 5
    return a
