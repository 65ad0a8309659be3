values = [1, 2, 3]
values.apend(4)
