"""What the library's `pickle` takes from native code: PickleBuffer. The other names are those of `pickle` itself."""
from _picklebuffer import PickleBuffer

_NAMES = {
    "Pickler": "_Pickler",
    "Unpickler": "_Unpickler",
    "dump": "_dump",
    "dumps": "_dumps",
    "load": "_load",
    "loads": "_loads",
    "PickleError": "PickleError",
    "PicklingError": "PicklingError",
    "UnpicklingError": "UnpicklingError",
}


def __getattr__(name):
    if name in _NAMES:
        import pickle

        return getattr(pickle, _NAMES[name])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
