def load(d):
    try:
        return d["key"]
    except KeyError as e:
        raise RuntimeError("cannot load") from e


load({})
