"""Package doc."""
print("running", __name__, __package__)
__all__ = ["listed", "sibling"]
listed, unlisted, _private = 1, 2, 3
def __getattr__(name):
    if name.startswith("lazy"):
        return "made " + name
    raise AttributeError(f"refpkg has no {name!r}")
def __dir__():
    return ["from", "dir"]
