config = {"host": "localhost"}


def get(name):
    value = config[name]
    return value


print(get("host"))
print(get("port"))
