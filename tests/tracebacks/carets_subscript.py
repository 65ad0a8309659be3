data = {"a": {"b": [1, 2]}}
print(data["a"]["b"][0])
print(data["a"]["b"][5]["c"])
