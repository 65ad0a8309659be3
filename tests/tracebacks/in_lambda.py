apply = lambda f, x: f(x)
print(apply(lambda v: v["k"], {"k": 1}))
print(apply(lambda v: v["missing"], {"k": 1}))
