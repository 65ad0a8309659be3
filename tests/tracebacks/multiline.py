def total(values):
    return sum(
        value * 2
        for value in values
        if value > 0
    )


result = (
    total([1, 2])
    + total([3, "4"])
)
