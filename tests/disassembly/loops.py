def loops(items, n):
    total = 0
    for i in range(n):
        if i % 3 == 0:
            continue
        total += i
    for a, b in items:
        if a:
            return b
    else:
        total = 1
    while total < n and items:
        total += 1
        if total == 7:
            break
    return total
