def best(items):
    top = items[0]
    for i in items:
        if i > top and i is not None:
            top = i
    return top


best([1, 5, None, 2])
